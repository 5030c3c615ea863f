package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads an array of node names straight from the bytes into ids, without a string per name. */
final class NamesReader {
    private static final String PATH = "NodeNames";

    private final Cursor cursor;
    private final NodeTable table;

    NamesReader(Cursor cursor, NodeTable table) {
        this.cursor = cursor;
        this.table = table;
    }

    /** Reads the array that comes next. */
    Offered read() throws BadRequest {
        Offered offered = new Offered(cursor.body(), table.bound());
        if (cursor.peek() != '[') {
            throw new BadRequest(Kind.WRONG_TYPE, PATH, cursor.at(), "an array of names expected");
        }
        int start = cursor.at();
        cursor.expect('[', PATH);
        if (!cursor.take(']')) {
            int before = table.bound();
            do {
                before = readName(offered, before);
            } while (cursor.take(','));
            cursor.expect(']', PATH);
        }
        offered.span(start, cursor.at());
        return offered;
    }

    /** Reads one name and returns its id, or {@code before} when the view has no such node. */
    private int readName(Offered offered, int before) throws BadRequest {
        if (cursor.peek() != '"') {
            throw new BadRequest(
                    Kind.WRONG_TYPE,
                    PATH,
                    cursor.at(),
                    "a name in quotes expected, " + cursor.seen());
        }
        int start = cursor.at();
        int guess = table.follower(before);
        if (table.isAt(cursor.body(), start, guess)) {
            cursor.moveTo(start + table.quotedLength(guess));
            offered.addKnown(guess);
            return guess;
        }
        int id = lookUp(start);
        if (id < 0) {
            offered.addUnknown(start, cursor.at() - start);
            return before;
        }
        table.learn(before, id);
        offered.addKnown(id);
        return id;
    }

    /** Finds the name whose opening quote stands at {@code start} and moves behind its end. */
    private int lookUp(int start) throws BadRequest {
        byte[] body = cursor.body();
        int end = start + 1;
        while (end < body.length && body[end] != '"') {
            if (body[end] < ' ' || body[end] == '\\') {
                return lookUpUnusual(start);
            }
            end++;
        }
        if (end == body.length) {
            throw new BadRequest(Kind.NOT_JSON, PATH, start, "the body ends within a name");
        }
        cursor.moveTo(end + 1);
        return table.id(body, start + 1, end - start - 1);
    }

    /** A name with escapes, bytes beyond ASCII, or control characters, which JSON forbids. */
    private int lookUpUnusual(int start) throws BadRequest {
        try (JsonParser parser = Json.parser(cursor.body(), start)) {
            parser.nextToken();
            String name = parser.getString();
            cursor.moveTo(start + (int) parser.currentLocation().getByteOffset());
            return table.id(name);
        } catch (JacksonException e) {
            throw Json.problem(e, PATH, start);
        }
    }
}
