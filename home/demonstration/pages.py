"""Every page of every wiki."""

from . import pages_community, pages_francophone, pages_metadata, pages_others

PAGES = pages_metadata.PAGES + pages_francophone.PAGES + pages_others.PAGES + pages_community.PAGES
