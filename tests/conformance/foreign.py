"""Where other servers leave the standard, check by check, so that a check that fails there is no riddle.

medallion 3.0.0 with its memory; OpenTAXII 0.9.3, whose answer to every addition is 500, read only.
"""

from __future__ import annotations

COLLECTION = "500: what it says of collections is no JSON (§5.1, §5.2)"
ALTERED = "the spec_version of an object is its type (§3.7)"

BROKEN: dict[str, dict[str, str]] = {
    "medallion": {
        "a_duplicate_is_no_error": "an exact duplicate is a failure (§5.5)",
        "a_field_twice_is_refused": "a parameter twice is taken (§3.4)",
        "a_malformed_date_is_refused": "an empty or foreign date is taken, others are 500 (§3.4)",
        "a_malformed_deletion_is_refused": "500 for a version that is none (§3.4)",
        "an_empty_page_says_so_too": "no X-TAXII-Date-Added headers on an empty page (§3.2)",
        "garbage_in_a_date_or_number_is_refused": "500 for a date or version that is none (§3.4)",
        "malformed_versions_are_refused": "`all` beside others and doubled versions are taken (§3.4.1)",
        "one_version_can_be_deleted": "a deleted version is an empty envelope, not 404 (§5.7)",
        "our_media_type_is_never_refused": "415 for a Content-Type without a version (§3.1)",
        "taxii_is_always_acceptable": "406 for an Accept without a version (§3.1)",
    },
    "opentaxii": {
        "a_collection_is_as_it_was_listed": COLLECTION,
        "a_field_twice_is_refused": "a parameter twice is taken (§3.4)",
        "a_malformed_date_is_refused": "digits of other scripts are taken (§2 timestamp)",
        "a_malformed_limit_is_refused": "a limit of 0 or below is taken (§3.4)",
        "aliases_are_unique": COLLECTION,
        "an_empty_page_says_so_too": "no X-TAXII-Date-Added headers on an empty page (§3.2)",
        "collections_are_listed": COLLECTION,
        "errors_are_told_in_taxii": "an error has code and name, but no title (§3.6.1)",
        "every_answer_has_the_media_type": COLLECTION,
        "garbage_in_a_date_or_number_is_refused": "500 for a version that is none (§3.4)",
        "malformed_versions_are_refused": "`all` beside others and doubled versions are taken (§3.4.1)",
        "manifest_records_are_whole": COLLECTION,
        "no_list_is_empty": COLLECTION,
        "objects_are_in_the_order_of_addition": ALTERED,
        "objects_come_in_an_envelope": ALTERED,
        "one_object_comes_by_its_id": ALTERED,
        "taxii_is_always_acceptable": "406 for an Accept without a version (§3.1)",
        "unknown_api_root_is_not_found": "500 (§4.2)",
        "unknown_status_is_not_found": "500 (§4.3)",
        "versions_of_one_object_can_be_chosen": ALTERED,
        "who_does_not_sign_in_changes_nothing": "500 (§5.5)",
        "who_does_not_sign_in_is_challenged": "500 at discovery (§1.6.9)",
    },
}
"""What breaks a MUST of TAXII 2.1."""

OWN_WAYS: dict[str, dict[str, str]] = {
    "medallion": {
        "a_bad_object_does_not_sink_its_envelope": "the envelope is 422, the first objects stay",
        "a_bomb_is_refused": "packed bodies are not unpacked",
        "a_collection_answers_to_its_alias": "there are no aliases",
        "a_false_length_is_refused": "413",
        "a_malformed_match_is_refused": "an empty list means everything",
        "a_page_can_be_read_again": "`next` is used up by reading",
        "a_strange_status_is_not_found": "a redirect to another path",
        "all_versions_are_deleted_without_a_version": "only the last version is deleted",
        "an_envelope_with_nothing_in_it_is_refused": "202 with a total of zero",
        "an_odd_limit_is_refused": "whatever Python reads as a number",
        "answers_are_packed_for_who_unpacks": "answers are never packed",
        "anything_is_acceptable_to_who_says_so": "406",
        "damaged_packing_is_refused": "packed bodies are not unpacked",
        "discovery_names_absolute_addresses_of_its_own": "the addresses stand in its data",
        "garbage_in_any_parameter_is_refused": "500 or an empty envelope",
        "nothing_is_read_without_its_content": "HEAD is 500",
        "other_codings_are_refused": "400",
        "packed_bodies_are_unpacked": "packed bodies are not unpacked",
        "pages_are_stable_while_others_write": "a walk sees what was there when it began",
        "versions_are_in_the_order_of_addition": "the newest comes first",
        "what_is_no_envelope_is_refused": "an empty body is 413",
        "writers_at_once_do_not_lose_anything": "one date for a whole envelope",
    },
    "opentaxii": {
        "a_collection_answers_to_its_alias": COLLECTION,
        "a_malformed_match_is_refused": "an empty value finds nothing",
        "a_strange_status_is_not_found": "500",
        "added_after_takes_any_precision": "400 for a date without microseconds",
        "an_odd_limit_is_refused": "whatever Python reads as a number",
        "answers_are_packed_for_who_unpacks": "answers are never packed",
        "anything_is_acceptable_to_who_says_so": "406 without an Accept header",
        "discovery_names_absolute_addresses_of_its_own": "the addresses are relative, as they may be",
        "garbage_in_any_parameter_is_refused": "500 or an empty envelope",
        "long_lists_are_served_or_refused": "500 for 1,500 versions",
        "other_media_types_are_not_acceptable": "a weight of 0 is not heeded",
        "the_question_may_not_change_on_the_way": "`next` is taken with any filters",
    },
}
"""What is allowed, or only our own demand."""
