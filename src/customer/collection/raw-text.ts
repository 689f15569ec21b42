/** JSON text of anything that was parsed; null where it is nested too deep to be written again. */
export function rawText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
