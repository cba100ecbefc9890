/**
 * What must not get into a file that somebody sends to a stranger. Devices do say secrets: a bridge tells its whole
 * configuration, and a command may set a password.
 */

const WORDS =
  'passw|passphrase|psk|pwd|secret|token|credential|api_?key|app_?key|auth_?key|dev_?key|join_?key|net(?:work)?_?key|nwk_?(?:s_?)?key|private_?key|pre_?shared'
/** A text or a list of numbers under a name that says it is secret. The name is bounded, so that no text takes long. */
const FIELD = new RegExp(
  `("[^"\\\\]{0,40}(?:${WORDS})[^"\\\\]{0,40}"\\s{0,8}:\\s{0,8})("(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`,
  'gi',
)
/** The last words of a topic that sets or tells a secret: `cmnd/plug/MqttPassword`. */
const TOPIC = new RegExp(`(?:^|/)[^/]*(?:${WORDS})[^/]*$`, 'i')
/** A password in a line of commands. */
const COMMAND = /\b(?:mqtt|web|wifi)?password\d?\s+[^\s;]+/gi

export const HIDDEN = 'hidden'

/** The same text when nothing in it is secret. */
export function withoutSecrets(topic: string, payload: string): string {
  if (TOPIC.test(topic)) return HIDDEN
  return payload
    .replace(FIELD, (_whole, name: string) => `${name}"${HIDDEN}"`)
    .replace(COMMAND, match => `${match.split(/\s/)[0]} ${HIDDEN}`)
}
