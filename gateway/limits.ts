/** Every limit of the gateway, in one place. What is beyond one is refused, delayed or dropped, and counted. */

/** MQTT 3.1.1, 2.2: the declared length of a frame. The first is a CONNECT, from somebody not yet known. */
export const FIRST_FRAME_MAX_BYTES = 4 * 1024
/** A Zigbee bridge tells of all its devices in one packet, some 5 kB each. */
export const FRAME_MAX_BYTES = 1024 * 1024
/** A PUBLISH up to this long is put together before it is looked at. */
export const LANE_FRAME_MAX_BYTES = 4 * 1024
/** Topics of one credential whose rights are remembered. */
export const ROUTES_MAX = 10_000
export const TOPIC_MAX_CHARS = 256
export const TOPIC_MAX_LEVELS = 16
export const CLIENT_ID_MAX_CHARS = 128

export const CLIENTS_MAX = 20_000
/** Sockets, so also those that have not signed in yet. */
export const CONNECTIONS_MAX = CLIENTS_MAX + 2000
export const CONNECT_TIMEOUT_MS = 10_000
export const KEEPALIVE_MAX_S = 3600
/** Packets a client may send before its CONNACK. */
export const QUEUE_MAX_PACKETS = 1000
export const SUBSCRIPTIONS_MAX = 100

/** How soon a new certificate is noticed. */
export const TLS_FILES_CHECK_MS = 5000
export const TLS_HANDSHAKE_MAX_MS = 10_000

/** Of all who connect without a credential while pairing is open, together. */
export const PAIRING_CLIENTS_MAX = 50
export const PAIRING_PER_S = 20
export const PAIRING_BURST = 100
/** New devices that they may bring, refilled in the time pairing is open at most: the inbox has room for the others. */
export const PAIRING_DEVICES_MAX = 100
export const PAIRING_DEVICES_PER_S = PAIRING_DEVICES_MAX / (15 * 60)

export const SIGN_IN_TRIES_MAX = 10
export const SIGN_IN_WINDOW_MS = 60_000
export const SIGN_IN_NAMES_MAX = 10_000

/** Publishes of one connection, refilled evenly. Beyond it its socket is read later (counted as rate.exceeded). */
export const RATE_PER_S = 10_000
export const RATE_BURST = 20_000
/** How often a connection that is held is looked at again. */
export const HOLD_MS = 50
/** A flooder is written down once in this time, not with every packet. */
export const RATE_NOTED_EVERY_MS = 10_000

/** A subscriber with this much unsent, or whose socket took nothing for so long, is not reading any more. */
export const BACKLOG_MAX_BYTES = 1024 * 1024
export const STALL_MAX_MS = 10_000
export const STALL_CHECK_MS = 1000

/** Sessions that outlive their connection, of one credential and in all; the oldest make room. */
export const SESSIONS_PER_CREDENTIAL_MAX = 10
export const SESSIONS_MAX = 10_000
export const SESSION_EXPIRES_MS = 24 * 3_600_000
export const SESSION_CHECK_MS = 60_000
/** Packets kept for one session while it is away, or has not acknowledged them. */
export const OFFLINE_MAX_PACKETS = 1000
export const OFFLINE_MAX_BYTES = 4 * 1024 * 1024
export const RETAINED_MAX_TOPICS = 20_000
export const RETAINED_MAX_BYTES = 32 * 1024 * 1024

/** What one dialect remembers of births and announcements. */
export const ANNOUNCEMENTS_MAX = 10_000
export const ANNOUNCEMENT_MAX_CHARS = 128 * 1024

/** From the beginning of one commit to that of the next, at least. */
export const COMMIT_EVERY_MS = 10
/** Readings of one commit. */
export const BATCH_MAX_READINGS = 20_000
/** With so many on their way to the disk, sockets are read later: the senders are slowed down. */
export const QUEUE_MAX_READINGS = 50_000
/** What had been read already may come on top. Beyond this a packet with QoS 0 is dropped and counted. */
export const QUEUE_DROPS_READINGS = 200_000
/** How long a PUBACK is held while the store is away, before the sender is told by a closed connection. */
export const STORE_RETRY_MAX_MS = 10_000
export const STORE_RETRY_FIRST_MS = 100
export const STORE_RETRY_LONGEST_MS = 2000

/** From an outside broker: packets whose readings are on their way to the disk. */
export const OUTSIDE_IN_FLIGHT_MAX = 1000
export const OUTSIDE_RECONNECT_FIRST_MS = 1000
export const OUTSIDE_RECONNECT_LONGEST_MS = 30_000

/** Closing: for what is on its way to the disk, and then for the sockets. */
export const DRAIN_MAX_MS = 8000
export const SOCKETS_MAX_MS = 1000
