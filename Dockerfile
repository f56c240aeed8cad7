# Three images from one file: `site` (public side, staff side, worker, jobs) and `proxy` (nginx).
#   docker build --target site -t clinic-site . && docker build --target proxy -t clinic-proxy .
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /srv/clinic/.venv
WORKDIR /srv/clinic
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY clinic_site clinic_site
COPY content content
COPY intake intake
COPY static static
COPY templates templates
COPY deploy deploy
# Collecting files needs settings, and settings need keys: these are thrown away with this line.
RUN .venv/bin/python -c "from pathlib import Path; from clinic_site.local_setup import make_secrets; make_secrets(Path('/tmp/keys'))" \
    && export SITE_URL=http://127.0.0.1 ROLE=public VAR_DIR=/var/lib/clinic \
       SECRET_KEY_FILE=/tmp/keys/django.key SEALING_PUBLIC_KEYS_FILE=/tmp/keys/sealing-public.keys \
    && .venv/bin/python manage.py build_images \
    && .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/keys

FROM python:3.11-slim-bookworm AS site
RUN groupadd --gid 10001 clinic && useradd --uid 10001 --gid clinic --no-create-home --shell /usr/sbin/nologin clinic
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=1 VAR_DIR=/var/lib/clinic BIND=0.0.0.0:8000
WORKDIR /srv/clinic
COPY --from=build /srv/clinic /srv/clinic
COPY --from=build --chown=clinic:clinic /var/lib/clinic /var/lib/clinic
USER 10001:10001
EXPOSE 8000
# The worker listens nowhere; compose.yaml turns this off for it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/srv/clinic/.venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
CMD ["/srv/clinic/.venv/bin/gunicorn", "--config", "deploy/gunicorn.conf.py", "clinic_site.wsgi"]

FROM debian:bookworm-slim AS proxy
# Not pinned: Debian takes old versions away when it mends them.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-static \
    && rm -rf /var/lib/apt/lists/* \
    && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
COPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx/clinic /etc/nginx/clinic
COPY deploy/nginx/errors /srv/clinic/deploy/nginx/errors
COPY --from=build /var/lib/clinic/static /var/lib/clinic/static
# Containers are found by name, and there is one public side behind its name.
RUN sed -i -e 's/server 127.0.0.1:8001 /server public:8000 /' -e '/server 127.0.0.1:8002 /d' \
    -e 's/server 127.0.0.1:8003;/server staff:8000;/' /etc/nginx/nginx.conf
EXPOSE 80 443
CMD ["nginx", "-g", "daemon off;"]
