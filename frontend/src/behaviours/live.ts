// Live pages. An element with data-live-src="URL" opens an event stream; each event named T becomes `live:T`
// on <body>, where hx-trigger="live:T from:body" hears it. After any gap every topic heard so far, and every
// topic listened for on the page, is dispatched once (and `live:resync`), so the page catches up.
// data-live-renew="URL" answers {"src": "..."} (or the bare address) with a fresh signed stream; without it the page
// is asked again for the one it would print now. A page that is everybody's prints no address: data-live-src="" asks
// for one first. Where the answer has a "version" too, the page catches up only if data-live-version on it is another.
import { behave } from "./core";

type State = "connecting" | "open" | "closed";
const TOPIC = /live:([\w-]+)/g;

function show(state: State): void {
  for (const sign of document.querySelectorAll<HTMLElement>("[data-live-state]")) sign.dataset.liveState = state;
}

function topicsOnPage(): Set<string> {
  const found = new Set<string>();
  for (const element of document.querySelectorAll("[hx-trigger*='live:'], [data-hx-trigger*='live:']")) {
    const trigger = element.getAttribute("hx-trigger") ?? element.getAttribute("data-hx-trigger") ?? "";
    for (const [, topic] of trigger.matchAll(TOPIC)) if (topic) found.add(topic);
  }
  return found;
}

function tell(topic: string, data: unknown = {}): void {
  document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: data, bubbles: true }));
}

function addressIn(text: string): { src: string; version?: string } {
  return text.trimStart().startsWith("{") ? JSON.parse(text) : { src: text.trim() };
}

/** Where no address for renewing is given, the page itself, asked again, has a fresh one. */
function addressOnPage(html: string): string | undefined {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector<HTMLElement>("[data-live-src]")?.dataset.liveSrc;
}

class Stream {
  private source: EventSource | null = null;
  private heard = new Set<string>();
  private attempt = 0;
  private hadGap = false;
  private isCurrent = false; // by the version that came with the address
  private timer = 0;

  constructor(private element: HTMLElement) {
    if (element.dataset.liveSrc) this.open();
    else this.retry(0);
    // A phone that wakes, a laptop that finds its network again: do not wait for the backoff.
    const soon = () => document.visibilityState === "visible" && !this.isOpen() && this.retry(0);
    document.addEventListener("visibilitychange", soon);
    window.addEventListener("online", soon);
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.retry(0));
  }

  private isOpen(): boolean {
    return this.source?.readyState === EventSource.OPEN;
  }

  private close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private open(): void {
    this.close();
    if (!this.element.isConnected) return;
    if (!this.element.dataset.liveSrc) return this.lost();
    show("connecting");
    const source = (this.source = new EventSource(this.element.dataset.liveSrc!));
    source.onopen = () => {
      show("open");
      if (this.hadGap && !this.isCurrent) this.catchUp();
      this.hadGap = this.isCurrent = false;
      setTimeout(() => this.isOpen() && (this.attempt = 0), 5000);
    };
    source.onerror = () => this.lost();
    this.listen(source);
  }

  private listen(source: EventSource): void {
    const names = new Set([...topicsOnPage(), ...this.heard, ...(this.element.dataset.liveTopics ?? "").split(/\s+/)]);
    for (const name of names) {
      if (!name) continue;
      source.addEventListener(name, (event) => this.got(name, event.data));
    }
    source.addEventListener("message", (event) => this.got("message", event.data));
    source.addEventListener("resync", () => this.catchUp());
  }

  private got(topic: string, text: string): void {
    this.heard.add(topic);
    let data: unknown = {};
    try {
      data = JSON.parse(text);
    } catch {
      // a message needs no data: it says "look again"
    }
    tell(topic, data);
  }

  private catchUp(): void {
    tell("resync");
    for (const topic of new Set([...topicsOnPage(), ...this.heard])) if (topic !== "resync") tell(topic);
  }

  private lost(): void {
    this.hadGap = true;
    this.close();
    show("closed");
    const delay = Math.min(30_000, 500 * 2 ** this.attempt++);
    this.retry(delay / 2 + Math.random() * (delay / 2));
  }

  private retry(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(async () => {
      this.hadGap = true;
      // EventSource hides the status, so a stream that never opened, or ended, gets a fresh signature.
      await this.renew();
      this.open();
    }, milliseconds);
  }

  private async renew(): Promise<void> {
    const { liveRenew } = this.element.dataset;
    try {
      const answer = await fetch(liveRenew ?? location.href);
      if (answer.redirected || !answer.ok) return;
      const text = await answer.text();
      const { src, version } = liveRenew ? addressIn(text) : { src: addressOnPage(text), version: undefined };
      if (src) this.element.dataset.liveSrc = src;
      const shown = document.querySelector<HTMLElement>("[data-live-version]")?.dataset.liveVersion;
      this.isCurrent = version !== undefined && version === shown;
    } catch {
      // still offline; the next attempt asks again
    }
  }
}

behave("[data-live-src]", (element) => void new Stream(element));
