import { z } from 'zod'

/**
 * A 64-bit integer of a row: the engine quotes it, so it arrives as a decimal string. Gives a number, exact or not at
 * all: beyond 2^53 a number would silently be another one.
 */
export function int64(): z.ZodType<number, string | number> {
  return z
    .union([z.string().regex(/^-?\d+$/, 'a decimal integer is expected'), z.int()])
    .transform((value, context) => {
      const number = Number(value)
      if (Number.isSafeInteger(number)) return number
      context.addIssue({
        code: 'custom',
        message:
          'the integer is beyond 2^53 and cannot be an exact number; select it as a string, or declare z.string()',
      })
      return z.NEVER
    })
}
