/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_zone: see hours_zone.h. */
#include "conf/hours_zone.h"

#include <string.h>
#include <unicode/ucal.h>

#include "conf/conf.h"

enum { ZONE_MAX = 64 };

/* IANA names are ASCII; false for anything else. */
static bool zone_name(const char *iana, UChar out[ZONE_MAX])
{
    size_t len = strlen(iana);

    if (len == 0 || len >= ZONE_MAX) {
        return false;
    }
    for (size_t i = 0; i <= len; i++) {
        if ((unsigned char)iana[i] >= 0x80) {
            return false;
        }
        out[i] = (UChar)iana[i];
    }
    return true;
}

bool hours_timezone_known(const char *iana)
{
    UChar name[ZONE_MAX], canonical[ZONE_MAX];
    UBool is_system = 0;
    UErrorCode error = U_ZERO_ERROR;

    if (!zone_name(iana, name)) {
        return false;
    }
    ucal_getCanonicalTimeZoneID(name, -1, canonical, ZONE_MAX, &is_system, &error);
    return U_SUCCESS(error) && is_system && strcmp(iana, "Etc/Unknown") != 0;
}

static UCalendar *open_clock(const char *iana)
{
    UChar name[ZONE_MAX];
    UErrorCode error = U_ZERO_ERROR;

    if (iana == NULL || !zone_name(iana, name)) {
        return NULL;
    }
    UCalendar *clock = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
    return U_SUCCESS(error) ? clock : NULL;
}

void hours_prepare(struct conf_hours *hours)
{
    hours_forget(hours);
    hours->clock = open_clock(hours->timezone);
}

void hours_forget(struct conf_hours *hours)
{
    if (hours->clock != NULL) {
        ucal_close(hours->clock);
        hours->clock = NULL;
    }
}

struct hours_zone hours_zone_open(const struct conf_hours *hours)
{
    if (hours->clock != NULL) {
        return (struct hours_zone){.clock = hours->clock};
    }
    return (struct hours_zone){.clock = open_clock(hours->timezone), .own = true};
}

void hours_zone_close(struct hours_zone *zone)
{
    if (zone->own && zone->clock != NULL) {
        ucal_close(zone->clock);
    }
}

int64_t hours_zone_offset(const struct hours_zone *zone, int64_t at_ms)
{
    UErrorCode error = U_ZERO_ERROR;

    if (zone->clock == NULL) {
        return 0;
    }
    ucal_setMillis(zone->clock, (UDate)at_ms, &error);
    int64_t offset = ucal_get(zone->clock, UCAL_ZONE_OFFSET, &error);
    offset += ucal_get(zone->clock, UCAL_DST_OFFSET, &error);
    return U_SUCCESS(error) ? offset : 0;
}

int64_t hours_zone_change(const struct hours_zone *zone, int64_t at_ms)
{
    UErrorCode error = U_ZERO_ERROR;
    UDate change;

    if (zone->clock == NULL) {
        return INT64_MAX;
    }
    ucal_setMillis(zone->clock, (UDate)at_ms, &error);
    bool found = ucal_getTimeZoneTransitionDate(zone->clock, UCAL_TZ_TRANSITION_NEXT, &change, &error);
    return found && U_SUCCESS(error) ? (int64_t)change : INT64_MAX;
}
