// Choosing the part of a picture that is kept. The picture is drawn on a canvas of the wanted shape; drag, pinch,
// wheel, arrows and the zoom slider move it. The rectangle goes to hidden inputs NAME_x/_y/_w/_h, in the pixels
// of the file as people see it (turned upright); the server cuts.
import { dropped } from "./dropzone";

class Cropper {
  private bitmap: ImageBitmap | null = null;
  private zoom = 1;
  private x = 0.5; // the middle of what is kept, as a share of the picture
  private y = 0.5;
  private pointers = new Map<number, PointerEvent>();
  private readonly canvas: HTMLCanvasElement;
  private readonly slider: HTMLInputElement;
  private readonly ratio: number;

  constructor(private box: HTMLElement) {
    this.canvas = box.querySelector("canvas")!;
    this.slider = box.querySelector("[data-crop-zoom]")!;
    const [w = 1, h = 1] = (box.dataset.cropper || "1:1").split(":").map(Number);
    this.ratio = w / h;
    this.canvas.width = 960;
    this.canvas.height = Math.round(960 / this.ratio);
    this.slider.addEventListener("input", () => this.setZoom(Number(this.slider.value)));
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.setZoom(this.zoom * (event.deltaY < 0 ? 1.08 : 0.93));
    }, { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"] as const) {
      this.canvas.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  async load(file: File): Promise<void> {
    try {
      this.bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      this.bitmap = null; // not a picture the browser knows: the server will say
    }
    this.box.hidden = !this.bitmap;
    this.x = this.y = 0.5;
    this.setZoom(1);
  }

  /** Size of the kept part in the picture's pixels. */
  private size(): [number, number] {
    const { width, height } = this.bitmap!;
    const w = Math.min(width, height * this.ratio) / this.zoom;
    return [w, w / this.ratio];
  }

  private setZoom(zoom: number): void {
    this.zoom = Math.min(4, Math.max(1, zoom));
    this.slider.value = String(this.zoom);
    this.draw();
  }

  private shift(dx: number, dy: number): void {
    if (!this.bitmap) return;
    this.x += dx / this.bitmap.width;
    this.y += dy / this.bitmap.height;
    this.draw();
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.bitmap) return;
    const scale = this.size()[0] / this.canvas.clientWidth;
    if (this.pointers.size === 2) {
      const other = [...this.pointers.values()].find((p) => p.pointerId !== event.pointerId)!;
      const span = (p: PointerEvent) => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY) || 1;
      this.setZoom(this.zoom * (span(event) / span(before)));
    } else this.shift((before.clientX - event.clientX) * scale, (before.clientY - event.clientY) * scale);
    this.pointers.set(event.pointerId, event);
  }

  private key(event: KeyboardEvent): void {
    if (!this.bitmap) return;
    const step = this.size()[0] / 25;
    const moves: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) this.shift(...moves[event.key]!);
    else if (event.key === "+" || event.key === "=") this.setZoom(this.zoom * 1.1);
    else if (event.key === "-") this.setZoom(this.zoom / 1.1);
    else return;
    event.preventDefault();
  }

  private draw(): void {
    if (!this.bitmap) return;
    const { width, height } = this.bitmap;
    const [w, h] = this.size();
    this.x = Math.min(1 - w / width / 2, Math.max(w / width / 2, this.x));
    this.y = Math.min(1 - h / height / 2, Math.max(h / height / 2, this.y));
    const left = this.x * width - w / 2;
    const top = this.y * height - h / 2;
    const context = this.canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.bitmap, left, top, w, h, 0, 0, this.canvas.width, this.canvas.height);
    for (const [name, value] of Object.entries({ x: left, y: top, w, h })) {
      const input = this.box.querySelector<HTMLInputElement>(`input[name$="_${name}"]`);
      if (input) input.value = String(Math.round(value));
    }
  }
}

export function makeCropper(box: HTMLElement): void {
  const cropper = new Cropper(box);
  const zone = box.closest(".field")?.querySelector("[data-dropzone]");
  zone?.addEventListener(dropped, (event) => void cropper.load((event as CustomEvent<File>).detail));
}
