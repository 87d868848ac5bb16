package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.expression.Functions;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.StatementLexer;
import dev.sotto.query.grammar.StatementParser;
import dev.sotto.query.statement.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.junit.jupiter.api.Test;

/** Nothing is in the language that no step of statements.txt runs, in memory and on disk. */
class CorpusCoverageTest {
    /** Read for another purpose than to run a statement: an argument of {@code @name}, an expression of a table. */
    private static final List<String> NOT_STATEMENTS = Arrays.asList("wholePath", "wholeExpression");

    /** Parsed only to say what to write instead. */
    private static final List<String> REFUSED = Arrays.asList("RIGHT");

    private final Set<String> rules = new TreeSet<>();
    private final Set<String> tokens = new TreeSet<>();
    private final Set<String> functions = new TreeSet<>();

    private static List<String> statements() throws IOException {
        List<String> statements = new ArrayList<>();
        try (InputStream file = CorpusCoverageTest.class.getResourceAsStream("/dev/sotto/statements.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("> ")) {
                    statements.add(line.substring(2));
                }
            }
        }
        return statements;
    }

    /** Also what the names of labelled alternatives say: {@code insertAt} is one of {@code operation}. */
    private void read(String statement) {
        StatementParser.StatementContext tree;
        try {
            Statements.parse(statement);
            tree = Grammar.parser(statement).statement();
        } catch (StatementException refused) {
            return;
        }
        ParseTreeWalker.DEFAULT.walk(
                new ParseTreeListener() {
                    @Override
                    public void enterEveryRule(ParserRuleContext rule) {
                        rules.add(nameOf(rule.getClass()));
                        rules.add(StatementParser.ruleNames[rule.getRuleIndex()]);
                        if (rule instanceof StatementParser.CallContext call) {
                            functions.add(call.functionName().getText().toLowerCase(Locale.ROOT));
                        }
                    }

                    @Override
                    public void visitTerminal(TerminalNode node) {
                        if (node.getSymbol().getType() != Token.EOF) {
                            tokens.add(StatementLexer.VOCABULARY.getSymbolicName(
                                    node.getSymbol().getType()));
                        }
                    }

                    @Override
                    public void visitErrorNode(ErrorNode node) {
                        throw new AssertionError(statement + ": " + node);
                    }

                    @Override
                    public void exitEveryRule(ParserRuleContext rule) {
                        // Its parts were met on the way in.
                    }
                },
                tree);
    }

    private static String nameOf(Class<?> context) {
        String name = context.getSimpleName().replaceAll("Context$", "");
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    @Test
    void everyRuleOfTheGrammarIsRun() throws IOException {
        statements().forEach(this::read);
        Set<String> missing = new TreeSet<>();
        for (Class<?> context : StatementParser.class.getDeclaredClasses()) {
            if (ParserRuleContext.class.isAssignableFrom(context)) {
                missing.add(nameOf(context));
            }
        }
        assertTrue(missing.size() > 80, missing + " are all rules that there are");
        missing.removeAll(rules);
        missing.removeAll(NOT_STATEMENTS);
        assertEquals(Set.of(), missing, "rules and alternatives that no step of statements.txt reaches");
        System.out.println("figure: rules and alternatives of the grammar that a step of the statement corpus reaches: "
                + rules.size());
    }

    @Test
    void everyWordAndSignIsRun() throws IOException {
        statements().forEach(this::read);
        Set<String> missing = new TreeSet<>();
        for (int type = 1; type < StatementLexer.UNEXPECTED; type++) {
            String name = StatementLexer.VOCABULARY.getSymbolicName(type);
            if (!name.endsWith("_COMMENT") && !name.equals("SPACE") && !REFUSED.contains(name)) {
                missing.add(name);
            }
        }
        missing.removeAll(tokens);
        assertEquals(Set.of(), missing, "words and signs in no step of statements.txt that is taken");
    }

    /** The others are in expressions.txt, of which {@code ExpressionsInStoresTest} runs each row in both stores. */
    @Test
    void everyFunctionIsRun() throws IOException {
        statements().forEach(this::read);
        ExpressionsTest.expressions().forEach(expression -> read("SELECT " + expression));
        Set<String> missing = new TreeSet<>(Functions.names());
        missing.removeAll(functions);
        missing.remove(Functions.TOMBSTONE);
        assertEquals(Set.of(), missing, "functions of no step");
        assertTrue(
                statements().stream().anyMatch(statement -> statement.contains("= tombstone()")),
                "no step removes a field by tombstone()");
    }
}
