package dev.sotto.background.status;

/** A closed gate, with why. Immutable. */
public final class Block {

    private final Gate gate;
    private final String explanation;

    public Block(Gate gate, String explanation) {
        this.gate = gate;
        this.explanation = explanation.isEmpty() ? gate.explanation() : explanation;
    }

    public Gate gate() {
        return gate;
    }

    /** For people: what is in the way. Never empty. */
    public String explanation() {
        return explanation;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block
                && ((Block) other).gate == gate
                && ((Block) other).explanation.equals(explanation);
    }

    @Override
    public int hashCode() {
        return gate.ordinal() * 31 + explanation.hashCode();
    }

    @Override
    public String toString() {
        return gate + ": " + explanation;
    }
}
