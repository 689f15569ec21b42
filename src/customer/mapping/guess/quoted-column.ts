/** A column as an expression names it. */
export function quotedColumn(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !/^(and|or|not|true|false|blank)$/i.test(name)
    ? name
    : `\`${name}\``
}
