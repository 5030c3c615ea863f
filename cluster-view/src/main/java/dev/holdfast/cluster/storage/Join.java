package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

import dev.holdfast.cluster.object.PersistentVolume;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which value of a PersistentVolume its storage objects name.
 *
 * @param pattern a regular expression; by default all of the value is the key
 * @param key what of the match is the key, such as <code>{1}/{2|0}</code>; by default group 1
 */
public record Join(By by, Optional<String> pattern, Optional<Template> key) {
    private static final Template FIRST = Template.of("{1}");

    /** The value that identifies the volume to its storage. */
    public enum By {
        VolumeHandle,
        VolumeName,
        Claim
    }

    public Join {
        given(by, "by");
        int groups = pattern.map(p -> Pattern.compile(p).matcher("").groupCount()).orElse(0);
        for (ValuePath path : key.map(Template::paths).orElse(java.util.List.of())) {
            if (!path.text().matches("[0-9]{1,2}") || Integer.parseInt(path.text()) > groups) {
                throw new IllegalArgumentException(
                        "join.key reads {" + path.text() + "}, and join.pattern has no such group");
            }
        }
    }

    /** The key of a volume, empty when it has none. */
    public String key(PersistentVolume volume) {
        String value =
                switch (by) {
                    case VolumeHandle -> volume.handle();
                    case VolumeName -> volume.name();
                    case Claim -> volume.claim();
                };
        if (pattern.isEmpty()) {
            return value;
        }
        Matcher matcher = Pattern.compile(pattern.get()).matcher(value);
        return matcher.find()
                ? key.orElse(FIRST).fill(path -> group(matcher, Integer.parseInt(path.text())))
                : "";
    }

    private static String group(Matcher matcher, int number) {
        @Nullable String group = matcher.group(number);
        return group == null ? "" : group;
    }
}
