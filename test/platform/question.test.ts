import { expect, test } from "vitest";
import { Question } from "../../src/platform/question.js";

test("a question gets its answer", async () => {
  const question = new Question();
  const sent: string[] = [];
  const first = question.ask(() => sent.push("first"));
  question.answer(1);
  expect(await first).toBe(1);
  const second = question.ask(() => sent.push("second"));
  question.answer(2);
  expect(await second).toBe(2);
  expect(sent).toEqual(["first", "second"]);
});

test("a worker lost while it is asked, or before, rejects with the first reason and is sent nothing more", async () => {
  const question = new Question();
  const sent: string[] = [];
  const pending = question.ask(() => sent.push("pending"));
  question.lose(new Error("out of memory"));
  question.lose(new Error("exit code 1"));
  await expect(pending).rejects.toThrow("out of memory");
  await expect(question.ask(() => sent.push("later"))).rejects.toThrow("out of memory");
  expect(sent).toEqual(["pending"]);
});

test("a message that cannot be sent rejects", async () => {
  await expect(
    new Question().ask(() => {
      throw new Error("not cloneable");
    }),
  ).rejects.toThrow("not cloneable");
});
