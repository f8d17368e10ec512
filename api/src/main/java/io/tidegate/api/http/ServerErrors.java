package io.tidegate.api.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What Jetty refuses before Jersey sees it, such as a request line that is not HTTP: the same
 * problems, the same headers.
 */
public final class ServerErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status =
        request.getAttribute(ERROR_EXCEPTION) instanceof HttpException http
            ? http.getCode()
            : response.getStatus();
    Refusal refusal = Failures.ofStatus(status);
    response.setStatus(refusal.type().status());
    SafeHeaders.HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemJson.MEDIA_TYPE);
    response.write(true, ByteBuffer.wrap(ProblemJson.of(refusal)), callback);
    return true;
  }
}
