/** Markdown as it is meant, of whoever wrote it: no HTML of its own, no images, and links to the web only. */
import type { ReactNode } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

const WEB = /^https?:\/\//;

/** A chunk of its own: few pages hold prose. */
export const MarkdownText = ({ text }: { readonly text: string }): ReactNode => (
  <Markdown
    remarkPlugins={[remarkGfm]}
    disallowedElements={['img']}
    unwrapDisallowed
    urlTransform={(url) => (WEB.test(url) ? url : '')}
    components={{
      a: ({ href, children }) =>
        href === undefined || href === '' ? (
          <>{children}</>
        ) : (
          <a className="link" href={href} target="_blank" rel="noreferrer noopener">
            {children}
          </a>
        ),
    }}
  >
    {text}
  </Markdown>
);
