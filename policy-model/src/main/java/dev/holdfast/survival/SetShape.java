package dev.holdfast.survival;

import java.util.Arrays;

/**
 * What the arithmetic of goals reads of one set, without any name: how many members of which
 * weights there are, and which of them and of their copies share a node or a domain value. Margins
 * and the sizes of witnesses depend on nothing else, so of many sets of one shape one is judged.
 *
 * <p>Places and values are numbered as they are met; sets that differ only in the order of their
 * members may have different shapes and are judged twice.
 */
public final class SetShape {
    private int[] code = new int[48];
    private int length;
    private final int hash;

    private SetShape(SetModel model) {
        add(model.terms.total());
        add(model.absent);
        addPlaces(model);
        add(model.members);
        for (int m = 0; m < model.members; m++) {
            addMember(model, m);
        }
        code = Arrays.copyOf(code, length);
        hash = Arrays.hashCode(code);
    }

    /** The shape of a model that nothing is marked as lost in. */
    static SetShape of(SetModel model) {
        return new SetShape(model);
    }

    private void addPlaces(SetModel model) {
        add(model.places);
        for (int place = 0; place < model.places; place++) {
            add(model.bulk[place] ? 1 : 0);
            for (int d = 0; d < model.labelled; d++) {
                int value = model.placeValue[d][place];
                add(value < 0 ? value : firstWith(model.placeValue[d], value));
            }
        }
    }

    /** A value stands for itself by the first place that has it. */
    private static int firstWith(int[] values, int value) {
        int place = 0;
        while (values[place] != value) {
            place++;
        }
        return place;
    }

    private void addMember(SetModel model, int m) {
        add(model.votes[m]);
        add(model.data[m]);
        add(model.podPlace[m]);
        add(model.up[m] ? 1 : 0);
        add(model.rack[m]);
        add(model.volumes[m].length);
        for (SetModel.Volume volume : model.volumes[m]) {
            add(volume.need());
            addAll(volume.places());
        }
        int[] restart = model.restart[m];
        add(restart == null ? 0 : 1);
        if (restart != null) {
            addAll(restart);
        }
    }

    private void addAll(int[] numbers) {
        add(numbers.length);
        for (int number : numbers) {
            add(number);
        }
    }

    private void add(int number) {
        if (length == code.length) {
            code = Arrays.copyOf(code, 2 * length);
        }
        code[length++] = number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SetShape shape
                && hash == shape.hash
                && Arrays.equals(code, shape.code);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
