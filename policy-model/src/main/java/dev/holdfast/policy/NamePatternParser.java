package dev.holdfast.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;

/** Reads a regular expression of {@link NamePattern}. */
final class NamePatternParser {
    /** More groups than a set's name can need; each costs with every step. */
    private static final int MOST_GROUPS = 16;

    private static final int MOST_DEPTH = 32;
    private static final int MOST_TIMES = 1_000;

    /** A part of an expression. */
    sealed interface Node {
        /** One character. */
        record One(IntPredicate accepts) implements Node {}

        /** Where the name begins or ends. */
        record Edge(boolean begin) implements Node {}

        /** One part after the other. */
        record Sequence(List<Node> parts) implements Node {}

        /** One of these, the earlier ones preferred. */
        record Either(List<Node> ways) implements Node {}

        /** A group that captures, counted from 1. */
        record Group(int number, Node inner) implements Node {}

        /** So many times. */
        record Repeat(Node node, int least, int most, boolean greedy) implements Node {
            static final int FOREVER = -1;
        }
    }

    /** An expression and how many groups of it capture. */
    record Parsed(Node node, int groups) {}

    private final String regex;
    private int at;
    private int groups;
    private int depth;

    private NamePatternParser(String regex) {
        this.regex = regex;
    }

    static Parsed parse(String regex) {
        NamePatternParser parser = new NamePatternParser(regex);
        Node node = parser.either();
        if (parser.more()) {
            throw parser.refused("Unmatched closing ')'");
        }
        return new Parsed(node, parser.groups);
    }

    private PatternSyntaxException refused(String why) {
        return new PatternSyntaxException(why, regex, at);
    }

    private boolean more() {
        return at < regex.length();
    }

    private boolean take(String text) {
        boolean there = regex.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private char next(String unfinished) {
        if (!more()) {
            throw refused(unfinished);
        }
        return regex.charAt(at++);
    }

    private Node either() {
        if (++depth > MOST_DEPTH) {
            throw refused("Groups lie too deep in each other");
        }
        List<Node> ways = new ArrayList<>(List.of(sequence()));
        while (take("|")) {
            ways.add(sequence());
        }
        depth--;
        return ways.size() == 1 ? ways.getFirst() : new Node.Either(ways);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (more() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            parts.add(repeated(atom()));
        }
        return new Node.Sequence(parts);
    }

    private Node atom() {
        char c = next("Unfinished");
        return switch (c) {
            case '(' -> group();
            case '[' -> new Node.One(set());
            case '.' -> new Node.One(any -> any != '\n' && any != '\r');
            case '^' -> new Node.Edge(true);
            case '$' -> new Node.Edge(false);
            case '\\' -> new Node.One(escaped());
            case '*', '+', '?', '{' -> {
                at--;
                throw refused("Dangling meta character '" + c + "'");
            }
            default -> new Node.One(only -> only == c);
        };
    }

    private Node group() {
        int number = 0;
        if (!take("?:")) {
            if (take("?")) {
                name();
            }
            number = ++groups;
            if (groups > MOST_GROUPS) {
                throw refused("More than " + MOST_GROUPS + " groups");
            }
        }
        Node inner = either();
        if (!take(")")) {
            throw refused("Unclosed group");
        }
        return number == 0 ? inner : new Node.Group(number, inner);
    }

    private void name() {
        int end = regex.indexOf('>', at);
        boolean named =
                take("<") && end > at && regex.substring(at, end).matches("[A-Za-z][A-Za-z0-9]*");
        if (!named) {
            throw refused("Look-around, atomic groups and flags are not supported");
        }
        at = end + 1;
    }

    private IntPredicate escaped() {
        char c = next("Unfinished escape");
        return switch (c) {
            case 'd' -> NamePatternParser::digit;
            case 'D' -> any -> !digit(any);
            case 'w' -> NamePatternParser::word;
            case 'W' -> any -> !word(any);
            case 's' -> NamePatternParser::space;
            case 'S' -> any -> !space(any);
            default -> {
                if (word(c) && c != '_') {
                    throw refused("\\" + c + " is not supported");
                }
                yield only -> only == c;
            }
        };
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean word(int c) {
        return digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean space(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** A set of characters behind its opening bracket. */
    private IntPredicate set() {
        boolean negated = take("^");
        List<IntPredicate> some = new ArrayList<>();
        do {
            char c = next("Unclosed character class");
            if (c == '[' || (c == '&' && take("&"))) {
                throw refused("Sets within sets are not supported");
            }
            if (c == '\\') {
                some.add(escaped());
            } else if (more() && regex.charAt(at) == '-' && !regex.startsWith("-]", at)) {
                at++;
                some.add(range(c, next("Unclosed character class")));
            } else {
                some.add(only -> only == c);
            }
        } while (!take("]"));
        return c -> some.stream().anyMatch(one -> one.test(c)) != negated;
    }

    private IntPredicate range(char first, char last) {
        if (last < first || last == '[' || last == '\\') {
            throw refused("Illegal character range");
        }
        return c -> c >= first && c <= last;
    }

    private Node repeated(Node node) {
        int least;
        int most = Node.Repeat.FOREVER;
        if (take("*")) {
            least = 0;
        } else if (take("+")) {
            least = 1;
        } else if (take("?")) {
            least = 0;
            most = 1;
        } else if (take("{")) {
            least = number();
            most = !take(",") ? least : regex.startsWith("}", at) ? most : number();
            if (!take("}") || (most != Node.Repeat.FOREVER && most < least)) {
                throw refused("Illegal repetition");
            }
        } else {
            return node;
        }
        boolean greedy = !take("?");
        if (more() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
            throw refused("Possessive and repeated quantifiers are not supported");
        }
        return new Node.Repeat(node, least, most, greedy);
    }

    private int number() {
        int value = 0;
        int start = at;
        while (more() && digit(regex.charAt(at)) && value <= MOST_TIMES) {
            value = value * 10 + regex.charAt(at++) - '0';
        }
        if (at == start || value > MOST_TIMES) {
            throw refused("Illegal repetition");
        }
        return value;
    }
}
