package io.tidegate.api;

import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.api.http.RequestTimer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What Prometheus reads, at {@code /metrics} of the admin port: the JVM, and each operation with
 * its status and duration.
 */
final class Metrics {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private Metrics() {}

  static void serve(Environment environment) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    JvmGcMetrics collections = new JvmGcMetrics();
    collections.bindTo(registry);
    environment
        .lifecycle()
        .manage(
            new Managed() {
              @Override
              public void stop() {
                collections.close();
                registry.close();
              }
            });
    environment.jersey().register(new RequestTimer(registry));
    environment.admin().addServlet("prometheus", new Scrape(registry)).addMapping("/metrics");
  }

  private static final class Scrape extends HttpServlet {
    private final transient PrometheusMeterRegistry registry;

    Scrape(PrometheusMeterRegistry registry) {
      this.registry = registry;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType(TEXT);
      response.getWriter().write(registry.scrape());
    }
  }
}
