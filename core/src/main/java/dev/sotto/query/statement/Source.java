package dev.sotto.query.statement;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.statement.Statement.Select;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Where rows come from. */
public sealed interface Source {
    /** What qualified names call it: its alias, else its collection's name; empty for {@link Nowhere}. */
    String name();

    /**
     * A collection, or the rows of a WITH if one has that name, or {@code system:name}.
     *
     * @param collection its name; beginning with {@link #SYSTEM} for what the database tells of itself
     * @param types as declared behind it, in the order written
     * @param alias what AS calls it; {@link #NO_ALIAS}
     * @param ids of USE IDS: the only documents to look at; empty without. One expression alone whose value is an array
     *     means its elements; of several, each is an id
     * @param index of USE INDEX; {@link #ANY_INDEX}
     */
    record Stored(String collection, List<TypeDeclaration> types, String alias, List<Expression> ids, String index)
            implements Source {
        /** Begins the names of the virtual collections. */
        public static final String SYSTEM = "system:";

        /** It is called as its collection is. */
        public static final String NO_ALIAS = "";

        /** Which index to use is left open. */
        public static final String ANY_INDEX = "";

        public Stored {
            types = Collections.unmodifiableList(new ArrayList<>(types));
            ids = Collections.unmodifiableList(new ArrayList<>(ids));
        }

        /** The collection and no more. */
        public Stored(String collection) {
            this(collection, Collections.emptyList(), NO_ALIAS, Collections.emptyList(), ANY_INDEX);
        }

        public boolean isSystem() {
            return collection.startsWith(SYSTEM);
        }

        public boolean hasIds() {
            return !ids.isEmpty();
        }

        @Override
        public String name() {
            return alias.equals(NO_ALIAS) ? collection : alias;
        }
    }

    /** {@code (SELECT ..) AS alias}. */
    record SubQuery(Select select, String alias) implements Source {
        @Override
        public String name() {
            return alias;
        }
    }

    /** No FROM: one row without fields. */
    record Nowhere() implements Source {
        public static final Nowhere NOWHERE = new Nowhere();

        @Override
        public String name() {
            return "";
        }
    }

    /** {@code path TYPE} as in {@code COLLECTION orders (visits COUNTER)}. */
    record TypeDeclaration(Path path, DeclaredType type) {}

    /** How a field merges. */
    enum DeclaredType {
        REGISTER,
        MAP,
        COUNTER,
        SET,
        LIST;

        /** As it is written, or as {@code PN_COUNTER}. */
        static DeclaredType of(String word) {
            String upper = word.toUpperCase(Locale.ROOT);
            return valueOf(upper.equals("PN_COUNTER") ? "COUNTER" : upper);
        }
    }

    /** {@code JOIN source ON condition}. */
    record Join(boolean outer, Source source, Condition on) {}
}
