package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads who is who on the other side. */
final class PrincipalMapReader {

  private static final String ALLOWED = "a mapping of principals, each " + Names.PRINCIPAL;

  private PrincipalMapReader() {}

  static Map<String, String> read(Section top, FindingList findings) {
    Map<String, String> map = new LinkedHashMap<>();
    Node node = top.node("principalMap", OPTIONAL, ALLOWED);
    if (!(node instanceof Node.Fields fields)) {
      if (node != null) {
        top.finding("principalMap", node.described() + " where a mapping stands", ALLOWED);
      }
      return map;
    }
    if (fields.entries().isEmpty()) {
      top.finding("principalMap", "an empty mapping", ALLOWED);
    }
    for (Node.Entry entry : fields.entries()) {
      String path = Section.below(top.path("principalMap"), entry.key());
      if (!Names.isPrincipal(entry.key())) {
        findings.add(
            entry.place(), path, FindingList.quoted(entry.key()) + " does not fit", ALLOWED);
      }
      String other =
          top.text(new Section.Item(entry.value(), path), Names::isPrincipal, Names.PRINCIPAL);
      if (other != null) {
        map.put(entry.key(), other);
      }
    }
    return map;
  }
}
