# Two images from one file: `site` (public side, staff side, worker, jobs) and `proxy` (nginx).
#   docker build --target site -t clinic-site . && docker build --target proxy -t clinic-proxy .
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /srv/clinic/.venv
WORKDIR /srv/clinic
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY clinic_site clinic_site
COPY content content
COPY intake intake
COPY locale locale
COPY static static
COPY templates templates
COPY deploy deploy
RUN VERBOSITY=0 deploy/build-static && rm -rf var

FROM python:3.13-slim-trixie AS site
RUN groupadd --gid 10001 clinic \
    && useradd --uid 10001 --gid clinic --no-create-home --shell /usr/sbin/nologin clinic \
    && install -d -m 0700 -o clinic -g clinic /var/backups/clinic
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=1 BIND=0.0.0.0:8000
WORKDIR /srv/clinic
# Root owns the code and the static files, so no service can change what another one runs or serves.
COPY --from=build /srv/clinic /srv/clinic
USER 10001:10001
EXPOSE 8000
# The worker and the backup don't listen; compose.yaml turns this off for them.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/srv/clinic/.venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
CMD ["/srv/clinic/.venv/bin/gunicorn", "--config", "deploy/gunicorn.conf.py", "clinic_site.wsgi"]

FROM debian:trixie-slim AS proxy
# Not pinned: Debian removes a version when it publishes a fixed one.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-static \
    && rm -rf /var/lib/apt/lists/* \
    && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
COPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx/clinic /etc/nginx/clinic
COPY deploy/nginx/errors /srv/clinic/deploy/nginx/errors
COPY deploy/nginx/containers.sed /tmp/containers.sed
COPY --from=build /srv/clinic/staticfiles /srv/clinic/staticfiles
RUN sed -i -f /tmp/containers.sed /etc/nginx/nginx.conf && rm /tmp/containers.sed
EXPOSE 80 443
CMD ["nginx", "-g", "daemon off;"]
