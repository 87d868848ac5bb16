package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Delivery;
import dev.sotto.Presence;
import dev.sotto.Subscription;
import dev.sotto.SyncEvent;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event of sync has its line, with a name for machines and not that of a class. */
class EventLinesTest {
    private static final StoreId STORE = new StoreId(Bytes.hex("000102030405060708090a0b0c0d0e0f"));

    static Stream<Class<?>> events() {
        return Arrays.stream(SyncEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventHasAName(Class<?> kind) throws ReflectiveOperationException {
        Object name = EventLines.fields(anyOf(kind)).values().iterator().next();

        assertTrue(name.toString().matches("[a-z]+(-[a-z]+)*"), kind.getSimpleName() + " is printed as " + name);
    }

    @Test
    void presenceSaysHowManyStoresThereAre() {
        assertEquals(
                Map.of("event", "presence", "stores", 0),
                EventLines.fields(new SyncEvent.PresenceChanged(new Presence(List.of()))));
    }

    private static SyncEvent anyOf(Class<?> kind) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types).map(EventLinesTest::any).toArray();
        return (SyncEvent) kind.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object any(Class<?> type) {
        List<Object> all = List.of(
                "text",
                7L,
                7,
                true,
                List.of(),
                Instant.EPOCH,
                STORE,
                new Refusal("CODE", "field", "got", "wanted"),
                new SyncEvent.Peer(STORE, "till", "127.0.0.1:4040"),
                new Presence(List.of()),
                new Delivery(7, 1, List.of()),
                DocId.of("o1"),
                new Nothing());
        return all.stream()
                .filter(value -> type.isInstance(value) || boxed(type).isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no example of " + type));
    }

    private static Class<?> boxed(Class<?> type) {
        return type == long.class
                ? Long.class
                : type == int.class ? Integer.class : type == boolean.class ? Boolean.class : type;
    }

    private static final class Nothing implements Subscription {
        @Override
        public String statement() {
            return "SELECT * FROM orders";
        }

        @Override
        public void close() {}
    }
}
