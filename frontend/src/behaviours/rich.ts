// A small editor over a text area: bold, italic, heading, lists, links. What it makes is cleaned by the server; the
// text area underneath is what is sent, and what is there without scripts.
const word = (name: string): string => document.getElementById("rich-words")?.dataset[name] ?? "";

const TOOLS: Array<[string, string, string?]> = [
  ["bold", "bold"],
  ["italic", "italic"],
  ["heading", "formatBlock", "h3"],
  ["list", "insertUnorderedList"],
  ["numbers", "insertOrderedList"],
  ["link", "createLink"],
];

export function makeRich(area: HTMLTextAreaElement): void {
  const box = document.createElement("div");
  box.className = "rich";
  const bar = document.createElement("div");
  bar.className = "rich-bar";
  bar.setAttribute("role", "toolbar");
  const page = document.createElement("div");
  page.className = "rich-page textarea";
  page.contentEditable = "true";
  page.setAttribute("role", "textbox");
  page.setAttribute("aria-multiline", "true");
  const label = area.labels?.[0]?.textContent?.trim();
  if (label) page.setAttribute("aria-label", label);
  page.innerHTML = new DOMParser().parseFromString(area.value, "text/html").body.innerHTML; // cleaned by the server before
  const sync = (): void => {
    area.value = page.textContent?.trim() ? page.innerHTML : "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const run = (command: string, value?: string): void => {
    page.focus();
    document.execCommand("styleWithCSS", false, "false");
    document.execCommand(command, false, value);
    sync();
  };
  for (const [name, command, value] of TOOLS) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.tool = name;
    button.textContent = word(name) || name;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (command !== "createLink") return run(command, value);
      const address = prompt(word("address"), "https://");
      if (address && /^(https:|mailto:|tel:)/.test(address)) run(command, address);
    });
    bar.append(button);
  }
  page.addEventListener("input", sync);
  page.addEventListener("blur", () => area.dispatchEvent(new Event("change", { bubbles: true })));
  page.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData?.getData("text/plain") ?? "");
  });
  box.append(bar, page);
  area.hidden = true;
  area.after(box);
}
