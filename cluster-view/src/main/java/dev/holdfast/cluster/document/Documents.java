package dev.holdfast.cluster.document;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TSFBuilder;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads the objects of YAML or JSON files, plain or gzip, one at a time: single objects, several
 * documents, and lists as {@code kubectl get -o yaml} or {@code -o json} writes them. JSON is three
 * to six times as fast as YAML.
 */
public final class Documents {
    /** How deep objects may nest; custom resources stay far below. */
    public static final int DEEPEST = 200;

    private static final int SNIFFED = 4096;

    /**
     * Our own limit of bytes is the guard; the library's own would refuse every dump above 3 MB.
     */
    private static final TokenStreamFactory YAML =
            strict(
                            YAMLFactory.builder()
                                    .loadSettings(
                                            LoadSettings.builder()
                                                    .setCodePointLimit(Integer.MAX_VALUE)
                                                    .build()))
                    .build();

    private static final TokenStreamFactory JSON = strict(JsonFactory.builder()).build();

    private Documents() {}

    private static <B extends TSFBuilder<?, B>> B strict(B builder) {
        return builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    }

    /**
     * Reads one file; what it holds is told by its first bytes, not by its name.
     *
     * @param maxBytes the most that it may expand to
     * @throws UnreadableDocumentException when it cannot be read to its end; the sink has seen the
     *     objects before
     */
    public static void read(Path file, long maxBytes, ObjectSink sink)
            throws UnreadableDocumentException {
        String name = file.toString();
        try (InputStream in = Files.newInputStream(file)) {
            read(in, name, maxBytes, sink);
        } catch (UnreadableDocumentException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableDocumentException(name, 0, "cannot be read: " + e, e);
        }
    }

    /**
     * Reads a stream; does not close it.
     *
     * @param name what messages call it
     * @param maxBytes the most that it may expand to
     * @throws UnreadableDocumentException when it cannot be read to its end; the sink has seen the
     *     objects before
     */
    public static void read(InputStream in, String name, long maxBytes, ObjectSink sink)
            throws UnreadableDocumentException {
        try {
            InputStream plain = new LimitedStream(unpacked(buffered(in)), maxBytes);
            InputStream text = buffered(plain);
            TokenStreamFactory factory = looksLikeJson(text) ? JSON : YAML;
            try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
                new Lists(new Trees(parser, name), name, sink).readAll();
            }
        } catch (UnreadableDocumentException e) {
            throw e;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw broken(name, line, e.getOriginalMessage(), e);
        } catch (YamlEngineException e) {
            throw broken(name, 0, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw broken(name, 0, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads one JSON value of any kind; does not close the stream.
     *
     * @param name what messages call it
     * @return a map, list, text, number or truth value, null for null
     * @throws UnreadableDocumentException when it is not one JSON value
     */
    public static @Nullable Object value(InputStream in, String name)
            throws UnreadableDocumentException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
            Trees trees = new Trees(parser, name);
            @Nullable Object value = trees.value(trees.next());
            if (trees.next() != null) {
                throw trees.refused("goes on after its end");
            }
            return value;
        } catch (UnreadableDocumentException e) {
            throw e;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw broken(name, line, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw broken(name, 0, String.valueOf(e.getMessage()), e);
        }
    }

    /** The libraries wrap what the stream said; that is what a person needs to know. */
    private static UnreadableDocumentException broken(
            String name, int line, String message, Exception cause) {
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof EOFException) {
                return new UnreadableDocumentException(
                        name, line, "ends too early: the file is truncated", cause);
            }
            if (t instanceof IOException) {
                return new UnreadableDocumentException(
                        name, line, String.valueOf(t.getMessage()), cause);
            }
        }
        return new UnreadableDocumentException(name, line, message, cause);
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 1 << 16);
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static boolean looksLikeJson(InputStream in) throws IOException {
        in.mark(SNIFFED);
        boolean json = false;
        for (int i = 0; i < SNIFFED; i++) {
            int next = in.read();
            boolean ahead = next <= ' ' || next == 0xEF || next == 0xBB || next == 0xBF;
            if (next < 0 || !ahead) {
                json = next == '{';
                break;
            }
        }
        in.reset();
        return json;
    }
}
