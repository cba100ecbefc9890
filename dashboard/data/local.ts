/** True for a name by which a machine reaches itself and nobody else does. */
export function isLocal(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]'
}
