/** Lays a graph out beside the page, which stays quick meanwhile. */
import { graphBoxes, type GraphPicture, type ShownEdge, type ShownNode } from '../../../../house/view/graph-boxes.ts';
import { layOut, type Placed } from '../../../../house/view/graph-layout.ts';

export type LayoutAsked = {
  readonly nodes: readonly ShownNode[];
  readonly edges: readonly ShownEdge[];
  readonly kept: string | null;
};
export type LaidOut = GraphPicture & { readonly placed: Placed };

const GAPS = { between: 16, below: 24 };

addEventListener('message', ({ data: { nodes, edges, kept } }: MessageEvent<LayoutAsked>) => {
  const picture = graphBoxes(nodes, edges, kept);
  postMessage({ ...picture, placed: layOut(picture.boxes, picture.edges, GAPS) } satisfies LaidOut);
});
