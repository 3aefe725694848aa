"""The demonstration site as plain data: no Django here.

Real institutions, groups and dates; every person and every word is invented.
"""
