/** An error as ClickHouse's HTTP interface reports it: a number, a name and a message. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly engineCode: number
  readonly engineName: string

  constructor(engineCode: number, engineName: string, message: string) {
    super(message)
    this.engineCode = engineCode
    this.engineName = engineName
  }

  /** `Code: 62. DB::Exception: … (SYNTAX_ERROR)`, the form every client parses. */
  get body(): string {
    return `Code: ${this.engineCode}. DB::Exception: ${this.message} (${this.engineName}) (version embedded)\n`
  }
}

export const badParameter = (name: string, problem: string): EngineError =>
  new EngineError(457, 'BAD_QUERY_PARAMETER', `Value of query parameter ${name} cannot be used: ${problem}.`)

/** Reads the code and name out of the engine's own message. */
export function fromEngineMessage(message: string): EngineError {
  const code = Number(/Code: (\d+)\./.exec(message)?.[1] ?? 1001)
  const names = [...message.matchAll(/\(([A-Z][A-Z0-9_]{2,})\)/g)]
  const name = names.at(-1)?.[1] ?? 'STD_EXCEPTION'
  const text = message
    .replace(/^Code: \d+\. DB::Exception: /, '')
    .replace(new RegExp(`\\s*\\(${name}\\)\\s*$`), '')
    .trim()
  return new EngineError(code, name, text)
}
