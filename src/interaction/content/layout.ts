import mjml2html from 'mjml'
import { interactionErrors } from '../errors.ts'
import { setAside } from './placeholders.ts'

export interface Layout {
  /** HTML with the Liquid placeholders of the source still in it. */
  html: string
  /** What MJML had to say, and placeholders it dropped. */
  complaints: { line: number; problem: string }[]
  lost: string[]
}

/**
 * MJML to HTML, once per creative. Files are never included.
 * @throws interaction.badMjml when it is no MJML at all
 */
export async function compileLayout(mjml: string): Promise<Layout> {
  const { text, restore, lostIn } = setAside(withPreview(mjml))
  const compiled = await mjml2html(text, {
    validationLevel: 'soft',
    ignoreIncludes: true,
    keepComments: false,
    // No web fonts: every font named by the templates is on the reader's machine, and nothing is fetched from a third party.
    fonts: {},
  }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    throw interactionErrors.badMjml({ line: lineIn(message), problem: restore(message).slice(0, 200) }, error)
  })
  const html = tighten(compiled.html)
  return {
    html: restore(html),
    complaints: compiled.errors.map((each) => ({ line: each.line, problem: restore(each.message) })),
    lost: lostIn(html),
  }
}

/** Readers' list of messages shows the preheader only where the document carries it. */
function withPreview(mjml: string): string {
  if (mjml.includes('<mj-preview>')) return mjml
  const preview = '<mj-preview>{{ preheader }}</mj-preview>'
  if (/<mj-head>/.test(mjml)) return mjml.replace('<mj-head>', `<mj-head>${preview}`)
  return mjml.replace(/<mjml([^>]*)>/, `<mjml$1><mj-head>${preview}</mj-head>`)
}

/** MJML indents for people; a third of the bytes is white space nobody sees. Mail programs cut messages at 100 kB. */
function tighten(html: string): string {
  return html.replace(/[ \t]*\n\s*/g, '\n')
}

function lineIn(message: string): number {
  return Number(/line[: ]+(\d+)/i.exec(message)?.[1] ?? 1)
}
