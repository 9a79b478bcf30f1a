/** Every configuration key: start with {@link dev.rolloutserver.configuration.SettingTable}. */
@NullMarked
package dev.rolloutserver.configuration;

import org.jspecify.annotations.NullMarked;
