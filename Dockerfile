# syntax=docker/dockerfile:1
# 1: the front end. Tailwind looks for class names in the templates, so they are here too.
FROM node:24-slim AS frontend
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc* ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
COPY templates ../templates
RUN npm run build

# 2: the packages of the lock, by their hashes, and the compiled translations.
FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/base.lock /tmp/base.lock
RUN /venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r /tmp/base.lock
WORKDIR /app
COPY . .
RUN echo /app > /venv/lib/python3.13/site-packages/flowt.pth \
 && printf '#!/venv/bin/python\nfrom flowt.cli import main\n\nmain()\n' > /venv/bin/flowt \
 && chmod +x /venv/bin/flowt \
 && /venv/bin/python -m compileall -q /app \
 && /venv/bin/flowt messages --compile

# 3: what runs, as nobody in particular.
FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home flowt \
 && install -d -o flowt -g flowt /data
COPY --from=packages /venv /venv
COPY --from=packages /app /app
COPY --from=frontend /app/frontend/dist /app/frontend/dist
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=flowt.settings \
    FLOWT_DATA=/data \
    FLOWT_HOST=0.0.0.0
WORKDIR /app
USER flowt
VOLUME /data
EXPOSE 8000 8001
CMD ["flowt", "up"]
