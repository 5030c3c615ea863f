package dev.holdfast.cluster.storage;

import static dev.holdfast.cluster.storage.StorageProfile.given;

/**
 * Joins a copy with an item of another REST answer.
 *
 * @param as the field under which the copy has the item
 * @param request whose answer has it
 * @param by the item's id, as the copy names it
 */
public record Link(String as, String request, Template by) {
    public Link {
        given(as, "links.as");
        given(request, "links.request");
        given(by, "links.by");
    }
}
