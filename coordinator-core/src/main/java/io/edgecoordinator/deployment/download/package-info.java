/**
 * How bundles come to the disk of a box: block by block over MQTT, or by https. What has come
 * survives a break of the link, a restart and a power cut.
 */
@NullMarked
package io.edgecoordinator.deployment.download;

import org.jspecify.annotations.NullMarked;
