package dev.sotto.testkit.link;

import dev.sotto.document.Refusal;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A listener that remembers everything, can be waited on, and checks the order of what it hears. Any thread. */
public class LinkProbe implements LinkListener {
    private static final long PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Link> opened = new ArrayList<>();
    private final Map<Link, ByteArrayOutputStream> received = new LinkedHashMap<>();
    private final Map<Link, LinkEnd> ends = new LinkedHashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> outOfOrder = new ArrayList<>();
    private int drained;

    @Override
    public void opened(Link link) {
        change(() -> {
            opened.add(link);
            received.put(link, new ByteArrayOutputStream());
        });
    }

    @Override
    public void received(Link link, byte[] bytes) {
        change(() -> {
            noteOrder(link, "received");
            received.getOrDefault(link, new ByteArrayOutputStream()).write(bytes, 0, bytes.length);
        });
    }

    @Override
    public void drained(Link link) {
        change(() -> {
            noteOrder(link, "drained");
            drained++;
        });
    }

    @Override
    public void closed(Link link, LinkEnd end) {
        change(() -> {
            noteOrder(link, "closed");
            ends.put(link, end);
        });
    }

    @Override
    public void refused(PeerAddress remote, boolean dialled, Refusal why) {
        change(() -> refusals.add(why));
    }

    /** The {@code index}-th link, once it is open. */
    public Link link(int index) {
        await("link " + index, () -> opened.size() > index);
        return read(() -> opened.get(index));
    }

    /** How many links have opened so far. */
    public int linkCount() {
        return read(opened::size);
    }

    /** Waits until this many links have opened. */
    public void awaitLinks(int count) {
        await(count + " links", () -> opened.size() >= count);
    }

    /** The first {@code count} bytes of a link, once they are there, and whatever came with them. */
    public byte[] bytes(Link link, int count) {
        await(count + " bytes", () -> receivedOn(link).size() >= count || ends.containsKey(link));
        return read(() -> receivedOn(link).toByteArray());
    }

    private ByteArrayOutputStream receivedOn(Link link) {
        return received.getOrDefault(link, new ByteArrayOutputStream());
    }

    /** How a link ended, once it has. */
    public LinkEnd end(Link link) {
        await("the end of " + link, () -> ends.containsKey(link));
        return read(() -> ends.get(link));
    }

    /** The {@code index}-th refusal, once there is one. */
    public Refusal refusal(int index) {
        await("refusal " + index, () -> refusals.size() > index);
        return read(() -> refusals.get(index));
    }

    /** True once there is a refusal, false if there is none after so many milliseconds. */
    public boolean isRefusedWithin(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (refusals.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !refusals.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** All refusals so far. */
    public List<Refusal> refusals() {
        return read(() -> new ArrayList<>(refusals));
    }

    /** Waits for an opened link or a refusal beyond those there were: the outcome of a dial. */
    public void awaitOutcomes(int count) {
        await(count + " outcomes", () -> opened.size() + refusals.size() >= count);
    }

    /** Waits until this many links have ended. */
    public void awaitEnds(int count) {
        await(count + " ends", () -> ends.size() >= count);
    }

    /** How often a queue drained. */
    public int drainedCount() {
        return read(() -> drained);
    }

    /** Callbacks that came before opened, after closed, or twice; empty if the transport keeps the order. */
    public List<String> outOfOrder() {
        return read(() -> new ArrayList<>(outOfOrder));
    }

    private void noteOrder(Link link, String what) {
        if (!received.containsKey(link)) {
            outOfOrder.add(what + " before opened: " + link);
        }
        if (ends.containsKey(link)) {
            outOfOrder.add(what + " after closed: " + link);
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Supplier<T> view) {
        lock.lock();
        try {
            return view.get();
        } finally {
            lock.unlock();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited " + PATIENCE_SECONDS + " s for " + what + "; heard "
                            + opened.size() + " links, ends " + ends.values() + ", refusals " + refusals);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }
}
