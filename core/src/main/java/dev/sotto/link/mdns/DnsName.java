package dev.sotto.link.mdns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A DNS name: labels, each a string of bytes written as ISO-8859-1, so that none are lost. Equal if they differ in ASCII case
 * only (RFC 6762, section 16).
 */
final class DnsName implements Comparable<DnsName> {
    private final List<String> labels;
    /** Labels in lower case behind their lengths, made once: a hostile network has us compare many. */
    private final String folded;

    DnsName(List<String> labels) {
        this.labels = Collections.unmodifiableList(new ArrayList<>(labels));
        StringBuilder all = new StringBuilder();
        for (String label : labels) {
            all.append((char) label.length());
            for (int i = 0; i < label.length(); i++) {
                char c = label.charAt(i);
                all.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
            }
        }
        this.folded = all.toString();
    }

    static DnsName of(String... labels) {
        return new DnsName(Arrays.asList(labels));
    }

    List<String> labels() {
        return labels;
    }

    /** This name with a label in front. */
    DnsName under(String label) {
        List<String> longer = new ArrayList<>();
        longer.add(label);
        longer.addAll(labels);
        return new DnsName(longer);
    }

    String first() {
        return labels.isEmpty() ? "" : labels.get(0);
    }

    /** Whether it is one label in front of {@code parent}. */
    boolean isUnder(DnsName parent) {
        return labels.size() == parent.labels.size() + 1
                && folded.substring(first().length() + 1).equals(parent.folded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && folded.equals(name.folded);
    }

    @Override
    public int hashCode() {
        return folded.hashCode();
    }

    @Override
    public int compareTo(DnsName other) {
        return folded.compareTo(other.folded);
    }

    @Override
    public String toString() {
        return String.join(".", labels);
    }
}
