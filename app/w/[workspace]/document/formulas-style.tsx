"use client";
import "katex/dist/katex.min.css";

/** How formulas look, on pages that have one. */
export default function FormulasStyle() {
  return null;
}
