import type { Facts } from './chapters/chapter.ts';
import type { Performance } from './play.ts';

export type Tell = (title: string, facts: Facts) => void;

/** Without a word while it lasts; each chapter is handed over as soon as it has ended. */
export function quietly(tell: Tell): Performance {
  return async (chapters, stage) => {
    const told: Facts[] = [];
    for (const chapter of chapters) {
      const facts = await chapter.play(stage);
      tell(chapter.title, facts);
      told.push(facts);
    }
    return told;
  };
}

/**
 * With the chapters as a list on the terminal that shows how far it is, and each call as it is made. At the end the list is
 * gone, and the chapters are handed over.
 */
export function lively(tell: Tell): Performance {
  return async (chapters, stage) => {
    // Only here: in a pipe nothing needs it.
    const { Listr } = await import('listr2');
    const told: Facts[] = [];
    const tasks = chapters.map((chapter) => ({
      title: chapter.title,
      task: async (_: unknown, task: { output: string }) => {
        stage.calls.onCall = ({ did }) => {
          task.output = did;
        };
        told.push(await chapter.play(stage));
      },
    }));
    await new Listr(tasks, { rendererOptions: { clearOutput: true } }).run();
    for (const [index, facts] of told.entries()) tell(chapters[index]?.title ?? '', facts);
    return told;
  };
}
