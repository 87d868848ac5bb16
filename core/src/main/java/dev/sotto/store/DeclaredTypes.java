package dev.sotto.store;

import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Shape;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.Source.DeclaredType;
import dev.sotto.query.statement.Source.TypeDeclaration;
import java.util.List;

/**
 * Fields that a statement declares as counters, sets or lists, as in {@code COLLECTION orders (visits COUNTER)}: what is
 * written there as a plain number or array becomes one at once, instead of at its first operation.
 */
final class DeclaredTypes {
    private DeclaredTypes() {}

    /** @throws dev.sotto.document.RefusedException COUNTER_TYPE, SET_TYPE, LIST_TYPE when something else is there */
    static DocState shaped(DocState state, List<TypeDeclaration> types, Stamp stamp) {
        DocState shaped = state;
        for (TypeDeclaration declared : types) {
            shaped = shaped(shaped, declared.path(), declared.type(), stamp);
        }
        return shaped;
    }

    private static DocState shaped(DocState state, Path path, DeclaredType type, Stamp stamp) {
        Value value = state.view() instanceof MapValue view ? view.get(path) : Value.MISSING;
        boolean isPlain = state.alive() && state.shapeAt(path) == Shape.REGISTER && !value.isMissing();
        Value first = value instanceof Array array && !array.items().isEmpty()
                ? array.items().get(0)
                : Value.MISSING;
        if (!isPlain || value instanceof Array && first.isMissing()) {
            return state;
        }
        return switch (type) {
            case COUNTER -> Edit.increment(state, path, 0, stamp);
            case SET -> Edit.addMember(state, path, first.isMissing() ? value : first, stamp);
            case LIST -> Edit.setItem(state, path, 0, first, stamp);
            case REGISTER, MAP -> state;
        };
    }
}
