"""Counts for Prometheus: one registry per service, labels that are few and name nobody (SECURITY L-01).

The only label that comes near the wire is the method, and an unknown one is counted as "other".
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class ServiceMetrics:
    """What one service counts; its own counters may be added to `registry`."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "http_requests_total",
            "Requests answered.",
            ["service", "method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "http_request_seconds",
            "Seconds from the head of a request to its answer.",
            ["service", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._jobs = Counter(
            "job_runs_total", "Runs of periodic work.", ["service", "job", "outcome"], registry=self.registry
        )

    def gauge(self, name: str, what: str, label: str) -> Gauge:
        """Add a number that goes up and down; its label is one of a few words that the settings name."""
        return Gauge(name, what, [label], registry=self.registry)

    def count_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request under the template of its route."""
        known = method if method in _METHODS else "other"
        self._requests.labels(self.service, known, route, str(status)).inc()
        self._seconds.labels(self.service, route).observe(seconds)

    def count_job(self, *, job: str, succeeded: bool) -> None:
        """Count one run of periodic work."""
        self._jobs.labels(self.service, job, "succeeded" if succeeded else "failed").inc()

    def render(self) -> bytes:
        """Write all counts in Prometheus' text format."""
        return generate_latest(self.registry)
