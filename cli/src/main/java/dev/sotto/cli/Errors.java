package dev.sotto.cli;

import dev.sotto.SottoException;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.query.StatementException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The one place that tells the user what went wrong: {@code sotto: error CODE: what is got, wanted wanted}, and what to do. A
 * stack trace only with {@code --debug}.
 */
public final class Errors implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    private static final Map<String, String> ADVICE = new TreeMap<>();

    static {
        ADVICE.put("DB_LOCKED", "end that process, or give this one a directory of its own");
        ADVICE.put("DB_KEY_OR_FORMAT", "give a directory that holds a store, or an empty one");
        ADVICE.put("DB_NEWER", "update this Sotto; the store was not touched");
        ADVICE.put("STORAGE_READ_ONLY", "give a directory that you may write to (ls -ld shows whose it is)");
        ADVICE.put("STORAGE_FULL", "make room on the disk; nothing that was acknowledged is lost");
        ADVICE.put("STORAGE_SYNC", "look after the disk, then start again; see docs/DURABILITY.md");
        ADVICE.put("BACKUP_EXISTS", "name another directory; a backup overwrites nothing");
        ADVICE.put("IMPORT_LINE", "mend that line and import again; lines that are stored already are left alone");
        ADVICE.put("PORT_TAKEN", "choose another port, or port 0 for any free one");
        ADVICE.put("ADDRESS_UNAVAILABLE", "listen on 0.0.0.0 to accept on all addresses of this machine");
        ADVICE.put("FILE_EXISTS", "choose another name; keys are never overwritten, other devices may need them");
        ADVICE.put("FILE_NOT_FOUND", "check the path; make a key with: sotto key FILE");
        ADVICE.put("KEY_INVALID", "make a key with: sotto key FILE, and copy that file to each device");
        ADVICE.put("COMMAND_UNKNOWN", "see the list with: .help");
        ADVICE.put("QUERY_INVALID", "see the statements that there are with: sotto shell --help");
    }

    private final Console console;

    public Errors(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine commandLine, ParseResult parsed) {
        boolean debug = parsed.expandedArgs().contains("--debug");
        return report(thrown, debug);
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        Throwable cause = thrown.getCause();
        if (cause instanceof RefusedException refused) {
            print(refused.refusal());
            return ExitCode.of(refused.refusal().code());
        }
        CommandLine command = thrown.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        console.err().println("sotto: error USAGE: " + Printable.text(String.valueOf(thrown.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(thrown, console.err());
        console.err().println("  do: " + name + " --help");
        return ExitCode.USAGE;
    }

    /** Prints what was thrown; the exit code. */
    public int report(Throwable thrown, boolean debug) {
        if (debug) {
            thrown.printStackTrace(console.err());
        }
        if (thrown instanceof StatementException wrong) {
            // Its own message says the line and column too.
            console.err().println("sotto: error " + Printable.text(String.valueOf(wrong.getMessage())));
            advise(wrong.code());
            return ExitCode.of(wrong.code());
        }
        if (thrown instanceof SottoException failed) {
            print(failed.refusal());
            return ExitCode.of(failed.code());
        }
        if (thrown instanceof RefusedException refused) {
            print(refused.refusal());
            return ExitCode.of(refused.refusal().code());
        }
        if (thrown instanceof IllegalArgumentException) {
            console.err().println("sotto: error USAGE: " + Printable.text(String.valueOf(thrown.getMessage())));
            return ExitCode.USAGE;
        }
        console.err().println("sotto: error BUG: " + Printable.text(thrown.toString()));
        console.err()
                .println("  do: run it again with --debug, and report what it prints; your documents are not affected");
        return ExitCode.BUG;
    }

    private void print(Refusal refusal) {
        PrintWriter err = console.err();
        err.println("sotto: error " + refusal.code() + ": "
                + Printable.text(refusal.field() + " is " + refusal.got() + ", wanted " + refusal.wanted()));
        advise(refusal.code());
    }

    private void advise(String code) {
        String advice = ADVICE.get(code);
        if (advice != null) {
            console.err().println("  do: " + advice);
        }
    }
}
