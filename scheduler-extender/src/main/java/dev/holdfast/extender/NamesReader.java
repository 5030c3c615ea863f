package dev.holdfast.extender;

import dev.holdfast.extender.BadRequest.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** Reads an array of node names straight from the bytes into ids, without a string per name. */
final class NamesReader {
    private static final String PATH = "NodeNames";

    private final Cursor cursor;
    private final NodeTable table;
    private final @Nullable NameOrder order;

    /** Where the next name is expected to stand in the order. */
    private int place;

    private int lookUps;

    NamesReader(Cursor cursor, NodeTable table) {
        this.cursor = cursor;
        this.table = table;
        this.order = table.order();
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
            do {
                readNames(offered);
            } while (cursor.take(','));
            cursor.expect(']', PATH);
        }
        offered.span(start, cursor.at());
        table.learn(offered, lookUps);
        return offered;
    }

    /** Reads one name, or as many as stand in the order just so. */
    private void readNames(Offered offered) throws BadRequest {
        if (cursor.peek() != '"') {
            throw new BadRequest(
                    Kind.WRONG_TYPE,
                    PATH,
                    cursor.at(),
                    "a name in quotes expected, " + cursor.seen());
        }
        int start = cursor.at();
        if (order != null && readStretch(order, start, offered)) {
            return;
        }
        int id = lookUp(start);
        lookUps++;
        if (id < 0) {
            offered.addUnknown(start, cursor.at() - start);
            return;
        }
        offered.addKnown(id);
        place = order == null ? 0 : order.place(id) + 1;
    }

    private boolean readStretch(NameOrder order, int start, Offered offered) {
        int first = order.near(cursor.body(), start, place);
        if (first < 0) {
            return false;
        }
        int end = order.endOfStretch(cursor.body(), start, first);
        for (int at = first; at < end; at++) {
            offered.addKnown(order.id(at));
        }
        cursor.moveTo(start + order.length(first, end));
        place = end;
        return true;
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
