package dev.sotto.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is typed into statements at semicolons, except inside string literals, quoted names and comments. Knows no more
 * of the language than where those end; quotes end with their line at the latest.
 */
final class StatementSplitter {
    /** What the next character is part of. */
    private enum Inside {
        STATEMENT,
        SINGLE_QUOTES,
        DOUBLE_QUOTES,
        BACK_QUOTES,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    private final StringBuilder pending = new StringBuilder();
    private Inside inside = Inside.STATEMENT;

    /** Takes one line; the statements that it completes, without their semicolons. */
    List<String> line(String line) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ';' && inside == Inside.STATEMENT) {
                take(statements);
                continue;
            }
            pending.append(c);
            char next = i + 1 < line.length() ? line.charAt(i + 1) : '\n';
            if (takesNext(c, next)) {
                pending.append(next);
                i++;
            }
            follow(c, next);
        }
        if (inside != Inside.BLOCK_COMMENT) {
            inside = Inside.STATEMENT;
        }
        if (pending.length() > 0) {
            pending.append('\n');
        }
        return statements;
    }

    /** What is left at the end of the input. */
    List<String> end() {
        List<String> statements = new ArrayList<>();
        take(statements);
        return statements;
    }

    /** True if a statement has begun and not ended. */
    boolean isInStatement() {
        return !pending.toString().trim().isEmpty();
    }

    /** Pairs that mean one thing: an escape, and the two characters of a comment's begin or end. */
    private boolean takesNext(char c, char next) {
        if (next == '\n') {
            return false;
        }
        return switch (inside) {
            case SINGLE_QUOTES, DOUBLE_QUOTES -> c == '\\';
            case STATEMENT -> (c == '-' && next == '-') || (c == '/' && next == '*');
            case BLOCK_COMMENT -> c == '*' && next == '/';
            default -> false;
        };
    }

    private void follow(char c, char next) {
        switch (inside) {
            case STATEMENT -> inside = begun(c, next);
            case SINGLE_QUOTES -> inside = c == '\'' ? Inside.STATEMENT : inside;
            case DOUBLE_QUOTES -> inside = c == '"' ? Inside.STATEMENT : inside;
            case BACK_QUOTES -> inside = c == '`' ? Inside.STATEMENT : inside;
            case BLOCK_COMMENT -> inside = c == '*' && next == '/' ? Inside.STATEMENT : inside;
            case LINE_COMMENT -> inside = Inside.LINE_COMMENT; // to the line's end
        }
    }

    private static Inside begun(char c, char next) {
        return switch (c) {
            case '\'' -> Inside.SINGLE_QUOTES;
            case '"' -> Inside.DOUBLE_QUOTES;
            case '`' -> Inside.BACK_QUOTES;
            case '-' -> next == '-' ? Inside.LINE_COMMENT : Inside.STATEMENT;
            case '/' -> next == '*' ? Inside.BLOCK_COMMENT : Inside.STATEMENT;
            default -> Inside.STATEMENT;
        };
    }

    private void take(List<String> statements) {
        String statement = pending.toString().trim();
        pending.setLength(0);
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
    }
}
