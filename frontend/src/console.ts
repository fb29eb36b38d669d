// The console, the main site and the sign-in pages. What only few pages need is loaded when such a page is open.
import "./console.css";
import "./behaviours/htmx";
import "./behaviours/confirm";
import "./behaviours/toast";
import "./behaviours/live";
import "./behaviours/ring";
import "./behaviours/shell";
import "./behaviours/stepper";
import "./behaviours/options";
import "./behaviours/mask";
import "./behaviours/clock";
import "./behaviours/dropzone";
import "./behaviours/contrast";
import "./behaviours/small";
import "./behaviours/preview";
import "./behaviours/keep";
import "./behaviours/letters";
import "./behaviours/passkey";
import "./behaviours/picks";
import { behave, start } from "./behaviours/core";

behave("[data-sortable]", (list) => void import("./behaviours/sortable").then(({ makeSortable }) => makeSortable(list)));
behave("[data-page-editor]", (editor) => void import("./behaviours/page_editor").then(({ startEditor }) => startEditor(editor)));

start();
