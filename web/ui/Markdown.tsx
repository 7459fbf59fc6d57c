import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { createMemo } from 'solid-js'
import './markdown.css'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** HTML within Markdown is shown as it was typed. */
const markdown = new Marked({ gfm: true, renderer: { html: ({ text }) => escaped(text) } })

/**
 * Markdown written by people, as safe HTML. Links open beside the page, so that nobody loses a
 * running terminal by reading.
 */
export const Markdown = (props: { source: string }) => {
  const html = createMemo(() => {
    const dirty = markdown.parse(props.source, { async: false })
    const fragment = DOMPurify.sanitize(dirty, {
      RETURN_DOM_FRAGMENT: true,
      FORBID_TAGS: ['style', 'form', 'input', 'button', 'img', 'svg', 'math'],
      FORBID_ATTR: ['style', 'class', 'id'],
    })
    for (const link of fragment.querySelectorAll('a[href]')) {
      link.setAttribute('target', '_blank')
      link.setAttribute('rel', 'noreferrer')
    }
    return fragment
  })
  return <div class="markdown">{html()}</div>
}
