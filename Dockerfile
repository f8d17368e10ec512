# One image, two processes: `api` and `worker`. Evaluation only: see README.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY . .
RUN mvn -B -ntp -pl api,worker -am -Dmaven.test.skip=true -Dspotless.check.skip package \
      dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib \
 && cp api/target/tidegate-api-*.jar api/target/lib/ \
 && cp worker/target/tidegate-worker-*.jar worker/target/lib/

FROM eclipse-temurin:17-jre
RUN useradd --system --create-home tidegate && mkdir -p /var/lib/tidegate && chown tidegate /var/lib/tidegate
COPY --from=build /source/api/target/lib /opt/tidegate/api
COPY --from=build /source/worker/target/lib /opt/tidegate/worker
COPY docker/start /usr/local/bin/tidegate
USER tidegate
ENTRYPOINT ["/usr/local/bin/tidegate"]
