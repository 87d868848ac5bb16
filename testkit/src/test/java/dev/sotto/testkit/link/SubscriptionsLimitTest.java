package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.SyncEvent;
import dev.sotto.wire.Limits;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that asks for more than 200 things is told what is wrong, and so is the app that it asked. */
@Tag("sync")
@Timeout(60)
class SubscriptionsLimitTest {
    private static Message subscriptions(int count) {
        List<SubState> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(new SubState(i, 0, 0, false, false, 0, List.of()));
        }
        return new Message.Subs(1, states);
    }

    @Test
    void moreThanTwoHundredAreRefusedByNameAndBothSidesHearOfIt() throws Exception {
        try (Sotto till = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .certificates(LinkMessagesTest.device())
                .listen("127.0.0.1:0")
                .build())) {
            LinkedBlockingQueue<SyncEvent.PeerFault> faults = new LinkedBlockingQueue<>();
            till.sync().addListener(event -> {
                if (event instanceof SyncEvent.PeerFault fault
                        && !fault.refusal().code().equals("PROTOCOL_STATE")) {
                    faults.add(fault);
                }
            });
            till.sync().start();
            Message hello = LinkMessagesTest.hello(3, 1);
            assertEquals(
                    "PROTOCOL_STATE",
                    RawMember.refusalOf(till, LinkMessagesTest.device(), hello, subscriptions(Limits.SUBSCRIPTIONS_MAX))
                            .code(),
                    "200 and the one that asks for nothing are taken, and the session ends as each of these");

            String told = RawMember.refusalOf(
                            till, LinkMessagesTest.device(), hello, subscriptions(Limits.SUBSCRIPTIONS_MAX + 1))
                    .toString();
            SyncEvent.PeerFault fault = faults.poll(30, TimeUnit.SECONDS);
            assertEquals(
                    "SUBSCRIPTIONS_LIMIT",
                    fault == null ? "nothing" : fault.refusal().code());
            assertEquals("raw", fault.peer().name());
            assertTrue(told.startsWith("SUBSCRIPTIONS_LIMIT") && told.contains("at most 200"), told);
        }
    }
}
