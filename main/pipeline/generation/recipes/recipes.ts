import type { ArtifactType } from '../../../../preload/contract/artifact.ts';
import { examQuestionsRecipe } from './exam-questions.ts';
import { flashcardsRecipe } from './flashcards.ts';
import { keyTermsRecipe } from './key-terms.ts';
import { outlineRecipe } from './outline.ts';
import type { Recipe } from './recipe.ts';
import { summaryRecipe } from './summary.ts';

/** The recipe of every type. */
export const recipes: Readonly<Record<ArtifactType, Recipe>> = {
  summary: summaryRecipe,
  outline: outlineRecipe,
  'key-terms': keyTermsRecipe,
  flashcards: flashcardsRecipe,
  'exam-questions': examQuestionsRecipe,
};
