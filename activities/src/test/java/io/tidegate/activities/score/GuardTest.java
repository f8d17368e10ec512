package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Acls.Decides;
import io.tidegate.activities.kafka.Acls.WithoutEntries;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Side;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose decisions can be compared by ACLs; the brokers that hide it are no sandbox's. */
class GuardTest {
  private static final Optional<List<AclBinding>> NO_ENTRIES = Optional.of(List.of());

  @Test
  void kafkasOwnAuthorizersCanBeComparedUnderEachNameThatTheyHad() {
    for (String own :
        List.of(
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "kafka.security.authorizer.AclAuthorizer",
            "kafka.security.auth.SimpleAclAuthorizer")) {
      Guard guard = guard(NO_ENTRIES, own);
      assertThat(guard.canBeCompared()).as(own).isTrue();
      assertThat(said(guard)).isEmpty();
    }
  }

  @Test
  void aHiddenAuthorizerIsTakenForKafkasAndThatIsSaid() {
    Guard guard = guard(NO_ENTRIES, null);
    assertThat(guard.canBeCompared()).isTrue();
    assertThat(said(guard)).containsExactly("null authorizer-hidden/target");
  }

  @Test
  void oneThatListsNothingOrIsNotKafkasCannot() {
    assertThat(guard(Optional.empty(), null).canBeCompared()).isFalse();
    assertThat(guard(NO_ENTRIES, "org.example.Ranger").canBeCompared()).isFalse();
    assertThat(red(guard(Optional.empty(), null))).containsExactly("RED no-authorizer/target");
    Guard other = guard(NO_ENTRIES, "org.example.Ranger");
    assertThat(red(other)).containsExactly("RED other-authorizer/target");
    assertThat(red(guard(NO_ENTRIES, null))).isEmpty();
  }

  private static Guard guard(Optional<List<AclBinding>> listed, @Nullable String authorizer) {
    return new Guard(
        Side.TARGET, listed, new Decides(Optional.ofNullable(authorizer), WithoutEntries.NOBODY));
  }

  private static List<String> said(Guard guard) {
    Findings findings = new Findings();
    guard.hidden(findings);
    return Requests.lights(findings.list());
  }

  private static List<String> red(Guard guard) {
    Findings findings = new Findings();
    guard.unguarded(Requests.of(""), findings);
    return Requests.lights(findings.list());
  }
}
