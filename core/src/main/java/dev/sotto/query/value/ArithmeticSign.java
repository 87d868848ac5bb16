package dev.sotto.query.value;

/** What is done to two numbers. */
public enum ArithmeticSign {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDE("/"),
    REMAINDER("%");

    private final String symbol;

    ArithmeticSign(String symbol) {
        this.symbol = symbol;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    /** Whether it comes before + and - where no brackets say otherwise. */
    public boolean bindsTighter() {
        return this != PLUS && this != MINUS;
    }
}
