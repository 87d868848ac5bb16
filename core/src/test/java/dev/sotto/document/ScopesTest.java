package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents a pattern means, and what is no pattern. */
class ScopesTest {
    private static final List<String> NOTHING = List.of();

    @ParameterizedTest
    @CsvSource({
        "*, orders, o-17, true",
        "orders, orders, o-17, true",
        "orders, orders2, o-17, false",
        "orders, order, o-17, false",
        "orders/o-17, orders, o-17, true",
        "orders/o-17, orders, o-171, false",
        "orders/o-17, orders, o-1, false",
        "orders/o-*, orders, o-17, true",
        "orders/o-*, orders, o-, true",
        "orders/o-*, orders, p-17, false",
        "orders/a/b-*, orders, a/b-1, true",
        "orders/*, orders, anything, true",
        "orders/*, menu, anything, false"
    })
    void aPatternMeans(String pattern, String collection, String id, boolean isMeant) {
        Scopes scopes = Scopes.of(List.of(pattern), List.of(pattern));
        DocRef document = DocRef.of(collection, id);
        assertEquals(isMeant, scopes.mayRead(document));
        assertEquals(isMeant, scopes.mayWrite(document));
        assertFalse(Scopes.of(NOTHING, List.of(pattern)).mayWrite(document), "what may not be read may not be written");
        assertFalse(Scopes.of(List.of(pattern), NOTHING).mayWrite(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/o-17", "ord*", "*/o-17", "**", "orders/a*b", "orders/**", "*orders"})
    void isNoPattern(String text) {
        assertThrows(IllegalArgumentException.class, () -> Scopes.of(List.of(text), NOTHING));
        assertThrows(IllegalArgumentException.class, () -> Scopes.of(NOTHING, List.of(text)));
    }

    @Test
    void thereIsABound() {
        assertThrows(IllegalArgumentException.class, () -> Scopes.of(List.of("x".repeat(257)), NOTHING));
        List<String> many = Collections.nCopies(Limits.SCOPE_PATTERNS_MAX + 1, "orders");
        assertThrows(IllegalArgumentException.class, () -> Scopes.of(many, NOTHING));
    }

    /** An _id that is no text is in a scope only with its whole collection. */
    @Test
    void aPatternOfAnIdMeansTexts() {
        DocRef numbered = DocRef.of("orders", DocId.of(Value.of(17)));
        assertTrue(Scopes.of(List.of("orders"), NOTHING).mayRead(numbered));
        assertFalse(Scopes.of(List.of("orders/17", "orders/*"), NOTHING).mayRead(numbered));
    }

    @Test
    void theSamePatternsAreTheSameScopes() {
        Scopes one = Scopes.of(List.of("menu", "orders"), List.of("orders"));
        Scopes other = Scopes.of(List.of("orders", "menu", "menu"), List.of("orders"));
        assertEquals(one, other);
        assertEquals(one.digest(), other.digest());
        assertNotEquals(
                one.digest(),
                Scopes.of(List.of("menu"), List.of("orders", "orders")).digest());
        assertNotEquals(
                Scopes.of(List.of("orders/Aa"), NOTHING).digest(),
                Scopes.of(List.of("orders/BB"), NOTHING).digest(),
                "texts whose hashCode is one");
        assertTrue(Scopes.ALL.isAll());
        assertTrue(Scopes.of(List.of("*", "menu"), List.of("*")).isAll());
        assertFalse(Scopes.of(List.of("*"), List.of("menu")).isAll());
        assertTrue(one.mayReadSome("menu"));
        assertFalse(one.mayReadSome("salaries"));
    }
}
