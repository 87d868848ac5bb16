package dev.sotto.cli.shell;

import java.util.Arrays;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor when Enter ends what is typed, and which word completion is about. */
final class StatementParser implements Parser {
    /** @param words up to the cursor, the last of them the one that is being typed, maybe empty */
    private record Typed(String line, int cursor, List<String> words) implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(words.size() - 1);
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return wordCursor();
        }
    }

    /** @throws EOFError for Enter within a statement: the editor then goes on in a further line */
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !complete(line)) {
            throw new EOFError(-1, cursor, "the statement has not ended");
        }
        return new Typed(line, cursor, wordsOf(line.substring(0, cursor)));
    }

    /** A backslash is a character like others. */
    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    static boolean complete(String typed) {
        if (typed.trim().startsWith(".")) {
            return true;
        }
        StatementSplitter splitter = new StatementSplitter();
        for (String line : typed.split("\n", -1)) {
            splitter.line(line);
        }
        return !splitter.isInStatement();
    }

    /** Split at what no name or keyword has in it; paths stay whole. */
    private static List<String> wordsOf(String typed) {
        return Arrays.asList(typed.split("[\\s(),;=<>*+'\"\\[\\]{}]+", -1));
    }
}
