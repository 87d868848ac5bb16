package dev.sotto.peer;

import dev.sotto.identity.Retirement;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.StatementOutcome;
import java.util.function.Consumer;

/** The app retires a store: its name goes to the disk first, and then to others. */
final class RetireRequest implements Answer {
    private final Members members;
    private final Retirement retirement;
    private final Runnable done;
    private final Consumer<RuntimeException> failed;

    RetireRequest(Members members, Retirement retirement, Runnable done, Consumer<RuntimeException> failed) {
        this.members = members;
        this.retirement = retirement;
        this.done = done;
        this.failed = failed;
    }

    /** @throws IllegalStateException it does not count here, or there are too many */
    StatementOutcome note(GroupWrite write) {
        members.retirements().requireRoom(retirement);
        write.putMark(Retirements.mark(retirement));
        return StatementOutcome.NOTHING;
    }

    @Override
    public void done(StatementOutcome outcome, long commit) {
        members.retired(retirement);
        done.run();
    }

    @Override
    public void failed(RuntimeException why) {
        failed.accept(why);
    }
}
