package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** A place in a JSON body: reads the punctuation between values that others read. */
final class Cursor {
    private final byte[] body;
    private int at;

    Cursor(byte[] body) {
        this.body = body;
    }

    byte[] body() {
        return body;
    }

    int at() {
        return at;
    }

    void moveTo(int offset) {
        at = offset;
    }

    /** The next byte that is no white space, not consumed; 0 at the end. */
    byte peek() {
        while (at < body.length && isSpace(body[at])) {
            at++;
        }
        return at < body.length ? body[at] : 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Consumes the next byte if it is this one. */
    boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char expected, String path) throws BadRequest {
        if (!take(expected)) {
            throw notJson(path, "'" + expected + "' expected, " + seen());
        }
    }

    /** Consumes {@code null} if it comes next. */
    boolean takeNull(String path) throws BadRequest {
        if (peek() != 'n') {
            return false;
        }
        skipLiteral(path);
        return true;
    }

    /** Nothing but white space may follow. */
    void expectEnd() throws BadRequest {
        if (peek() != 0 || at < body.length) {
            throw new BadRequest(
                    Kind.TRAILING_DATA, "the body", at, "something follows the JSON value");
        }
    }

    /** A key without escapes, and the colon behind it. */
    String key(String path) throws BadRequest {
        expect('"', path);
        int start = at;
        while (at < body.length && body[at] != '"' && body[at] != '\\' && body[at] >= ' ') {
            at++;
        }
        if (at == body.length || body[at] != '"') {
            throw notJson(path, "a plain key expected, " + seen());
        }
        String key = new String(body, start, at - start, StandardCharsets.US_ASCII);
        at++;
        expect(':', path);
        return key;
    }

    /** Skips one value of any kind, checking that it is JSON. */
    void skipValue(String path) throws BadRequest {
        switch (peek()) {
            case '{', '[', '"' -> {
                int start = at;
                try (JsonParser parser = Json.parser(body, start)) {
                    parser.nextToken();
                    parser.skipChildren();
                    parser.finishToken();
                    at = start + (int) parser.currentLocation().getByteOffset();
                } catch (JacksonException e) {
                    throw Json.problem(e, path, start);
                }
            }
            case 't', 'f', 'n' -> skipLiteral(path);
            default -> skipNumber(path);
        }
    }

    private void skipLiteral(String path) throws BadRequest {
        for (String literal : new String[] {"null", "true", "false"}) {
            byte[] bytes = literal.getBytes(StandardCharsets.US_ASCII);
            int end = at + bytes.length;
            if (end <= body.length
                    && java.util.Arrays.equals(body, at, end, bytes, 0, bytes.length)) {
                at = end;
                return;
            }
        }
        throw notJson(path, "a value expected, " + seen());
    }

    private void skipNumber(String path) throws BadRequest {
        int start = at;
        while (at < body.length && "+-.eE0123456789".indexOf(body[at]) >= 0) {
            at++;
        }
        String text = new String(body, start, at - start, StandardCharsets.US_ASCII);
        if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            at = start;
            throw notJson(path, "a value expected, " + seen());
        }
    }

    BadRequest notJson(String path, String message) {
        return new BadRequest(Kind.NOT_JSON, path, at, message);
    }

    /** What stands here, for messages. */
    String seen() {
        if (at >= body.length) {
            return "the body ends";
        }
        byte b = body[at];
        return b > ' ' && b < 127
                ? "'" + (char) b + "' found"
                : String.format("byte 0x%02x found", b & 0xff);
    }
}
