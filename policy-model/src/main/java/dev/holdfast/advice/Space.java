package dev.holdfast.advice;

/** Changes of which a search combines one, two, and so on. */
interface Space {
    /** How many there are. */
    int size();

    /**
     * Whether {@code later} (never less than {@code earlier}) may be combined with {@code earlier}.
     */
    boolean together(int earlier, int later);

    /** The combination of these, in ascending order. */
    Draft draft(int[] chosen);

    /** Options of which each is about one subject, and no two about the same are combined. */
    static Space of(java.util.List<Option> options) {
        return new Space() {
            @Override
            public int size() {
                return options.size();
            }

            @Override
            public boolean together(int earlier, int later) {
                return !options.get(earlier).subject().equals(options.get(later).subject());
            }

            @Override
            public Draft draft(int[] chosen) {
                Draft draft = Draft.NOTHING;
                for (int index : chosen) {
                    draft = draft.and(options.get(index).draft());
                }
                return draft;
            }
        };
    }

    /** One change. */
    record Option(String subject, Draft draft) {}
}
