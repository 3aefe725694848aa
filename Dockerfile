# One image for web, worker, beat and deliver; docker-compose.yml says which of them a container is.
FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --quiet --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media \
    TOMBSTONES=/srv/tombstones/tombstones.jsonl
RUN useradd --system --uid 1000 --create-home tandem \
    && install --directory --owner tandem /srv/static /srv/media /srv/tombstones
WORKDIR /srv/tandem
COPY --from=packages /venv /venv
COPY . .
# Neither the translations nor the static files need a secret.
RUN DJANGO_SETTINGS_MODULE=config.settings.build python manage.py compile_messages \
    && DJANGO_SETTINGS_MODULE=config.settings.build python manage.py collectstatic --noinput --verbosity 0
USER tandem
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--config", "deploy/gunicorn.py"]
