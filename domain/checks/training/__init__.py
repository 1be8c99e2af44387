"""Checks of training and evaluating in loops."""

from ..check import Check
from .accumulation_undivided import CHECK as ACCUMULATION_UNDIVIDED
from .accumulation_undone import CHECK as ACCUMULATION_UNDONE
from .accuracy_by_batches import CHECK as ACCURACY_BY_BATCHES
from .augmented_evaluation import CHECK as AUGMENTED_EVALUATION
from .backward_missing import CHECK as BACKWARD_MISSING
from .best_by_reference import CHECK as BEST_BY_REFERENCE
from .best_never_kept import CHECK as BEST_NEVER_KEPT
from .best_saved_last import CHECK as BEST_SAVED_LAST
from .chosen_on_test import CHECK as CHOSEN_ON_TEST
from .clip_misplaced import CHECK as CLIP_MISPLACED
from .colours_after_normalise import CHECK as COLOURS_AFTER_NORMALISE
from .compile_missing import CHECK as COMPILE_MISSING
from .count_reset import CHECK as COUNT_RESET
from .cut_in_forward import CHECK as CUT_IN_FORWARD
from .device_mismatch import CHECK as DEVICE_MISMATCH
from .divided_by_other_loader import CHECK as DIVIDED_BY_OTHER_LOADER
from .dropout_always_on import CHECK as DROPOUT_ALWAYS_ON
from .eval_mode_kept import CHECK as EVAL_MODE_KEPT
from .eval_mode_missing import CHECK as EVAL_MODE_MISSING
from .eval_without_no_grad import CHECK as EVAL_WITHOUT_NO_GRAD
from .evaluated_on_training_data import CHECK as EVALUATED_ON_TRAINING_DATA
from .evaluation_drops_rows import CHECK as EVALUATION_DROPS_ROWS
from .fake_not_detached import CHECK as FAKE_NOT_DETACHED
from .flag_without_effect import CHECK as FLAG_WITHOUT_EFFECT
from .frozen_after_compile import CHECK as FROZEN_AFTER_COMPILE
from .frozen_in_train_mode import CHECK as FROZEN_IN_TRAIN_MODE
from .gan_steps import CHECK as GAN_STEPS
from .generator_shuffled import CHECK as GENERATOR_SHUFFLED
from .gradient_cut import CHECK as GRADIENT_CUT
from .gradient_off import CHECK as GRADIENT_OFF
from .gradient_restarted import CHECK as GRADIENT_RESTARTED
from .gradients_left_off import CHECK as GRADIENTS_LEFT_OFF
from .graph_retained import CHECK as GRAPH_RETAINED
from .hidden_state_kept import CHECK as HIDDEN_STATE_KEPT
from .iterator_restarted import CHECK as ITERATOR_RESTARTED
from .keras_tape_inference import CHECK as KERAS_TAPE_INFERENCE
from .lightning_step import CHECK as LIGHTNING_STEP
from .loss_kept_with_graph import CHECK as LOSS_KEPT_WITH_GRAPH
from .loss_sign import CHECK as LOSS_SIGN
from .mean_by_rows import CHECK as MEAN_BY_ROWS
from .no_grad_not_called import CHECK as NO_GRAD_NOT_CALLED
from .normalise_before_tensor import CHECK as NORMALISE_BEFORE_TENSOR
from .normalised_differently import CHECK as NORMALISED_DIFFERENTLY
from .optimizer_in_loop import CHECK as OPTIMIZER_IN_LOOP
from .optimizer_of_another import CHECK as OPTIMIZER_OF_ANOTHER
from .optimizer_of_wrong_net import CHECK as OPTIMIZER_OF_WRONG_NET
from .optimizer_stale import CHECK as OPTIMIZER_STALE
from .parameters_used_up import CHECK as PARAMETERS_USED_UP
from .patience_never_reset import CHECK as PATIENCE_NEVER_RESET
from .plateau_direction import CHECK as PLATEAU_DIRECTION
from .plateau_without_metric import CHECK as PLATEAU_WITHOUT_METRIC
from .rows_changed_in_place import CHECK as ROWS_CHANGED_IN_PLACE
from .same_dataset import CHECK as SAME_DATASET
from .sampler_misused import CHECK as SAMPLER_MISUSED
from .scaler_misused import CHECK as SCALER_MISUSED
from .schedule_before_step import CHECK as SCHEDULE_BEFORE_STEP
from .schedule_pace import CHECK as SCHEDULE_PACE
from .scheduler_of_old_optimizer import CHECK as SCHEDULER_OF_OLD_OPTIMIZER
from .scheduler_unused import CHECK as SCHEDULER_UNUSED
from .seed_in_loop import CHECK as SEED_IN_LOOP
from .soft_update import CHECK as SOFT_UPDATE
from .split_unseeded import CHECK as SPLIT_UNSEEDED
from .stale_batch import CHECK as STALE_BATCH
from .step_before_backward import CHECK as STEP_BEFORE_BACKWARD
from .step_missing import CHECK as STEP_MISSING
from .step_outside_batches import CHECK as STEP_OUTSIDE_BATCHES
from .stopped_on_test import CHECK as STOPPED_ON_TEST
from .tape_too_late import CHECK as TAPE_TOO_LATE
from .target_by_reference import CHECK as TARGET_BY_REFERENCE
from .target_with_gradient import CHECK as TARGET_WITH_GRADIENT
from .tensor_move_unused import CHECK as TENSOR_MOVE_UNUSED
from .test_score_of_train import CHECK as TEST_SCORE_OF_TRAIN
from .train_not_shuffled import CHECK as TRAIN_NOT_SHUFFLED
from .trainer_on_test import CHECK as TRAINER_ON_TEST
from .uneven_batches import CHECK as UNEVEN_BATCHES
from .update_recorded import CHECK as UPDATE_RECORDED
from .weights_loaded_loosely import CHECK as WEIGHTS_LOADED_LOOSELY
from .whole_model_saved import CHECK as WHOLE_MODEL_SAVED
from .zero_grad_before_step import CHECK as ZERO_GRAD_BEFORE_STEP
from .zero_grad_missing import CHECK as ZERO_GRAD_MISSING

CHECKS: tuple[Check, ...] = (
    ACCUMULATION_UNDIVIDED,
    ACCUMULATION_UNDONE,
    ACCURACY_BY_BATCHES,
    AUGMENTED_EVALUATION,
    BACKWARD_MISSING,
    BEST_BY_REFERENCE,
    BEST_NEVER_KEPT,
    BEST_SAVED_LAST,
    CHOSEN_ON_TEST,
    CLIP_MISPLACED,
    COLOURS_AFTER_NORMALISE,
    COMPILE_MISSING,
    COUNT_RESET,
    CUT_IN_FORWARD,
    DEVICE_MISMATCH,
    DIVIDED_BY_OTHER_LOADER,
    DROPOUT_ALWAYS_ON,
    EVAL_MODE_KEPT,
    EVAL_MODE_MISSING,
    EVAL_WITHOUT_NO_GRAD,
    EVALUATED_ON_TRAINING_DATA,
    EVALUATION_DROPS_ROWS,
    FAKE_NOT_DETACHED,
    FLAG_WITHOUT_EFFECT,
    FROZEN_AFTER_COMPILE,
    FROZEN_IN_TRAIN_MODE,
    GAN_STEPS,
    GENERATOR_SHUFFLED,
    GRADIENT_CUT,
    GRADIENT_OFF,
    GRADIENT_RESTARTED,
    GRADIENTS_LEFT_OFF,
    GRAPH_RETAINED,
    HIDDEN_STATE_KEPT,
    ITERATOR_RESTARTED,
    KERAS_TAPE_INFERENCE,
    LIGHTNING_STEP,
    LOSS_KEPT_WITH_GRAPH,
    LOSS_SIGN,
    MEAN_BY_ROWS,
    NO_GRAD_NOT_CALLED,
    NORMALISE_BEFORE_TENSOR,
    NORMALISED_DIFFERENTLY,
    OPTIMIZER_IN_LOOP,
    OPTIMIZER_OF_ANOTHER,
    OPTIMIZER_OF_WRONG_NET,
    OPTIMIZER_STALE,
    PARAMETERS_USED_UP,
    PATIENCE_NEVER_RESET,
    PLATEAU_DIRECTION,
    PLATEAU_WITHOUT_METRIC,
    ROWS_CHANGED_IN_PLACE,
    SAME_DATASET,
    SAMPLER_MISUSED,
    SCALER_MISUSED,
    SCHEDULE_BEFORE_STEP,
    SCHEDULE_PACE,
    SCHEDULER_OF_OLD_OPTIMIZER,
    SCHEDULER_UNUSED,
    SEED_IN_LOOP,
    SOFT_UPDATE,
    SPLIT_UNSEEDED,
    STALE_BATCH,
    STEP_BEFORE_BACKWARD,
    STEP_MISSING,
    STEP_OUTSIDE_BATCHES,
    STOPPED_ON_TEST,
    TAPE_TOO_LATE,
    TARGET_BY_REFERENCE,
    TARGET_WITH_GRADIENT,
    TENSOR_MOVE_UNUSED,
    TEST_SCORE_OF_TRAIN,
    TRAIN_NOT_SHUFFLED,
    TRAINER_ON_TEST,
    UNEVEN_BATCHES,
    UPDATE_RECORDED,
    WEIGHTS_LOADED_LOOSELY,
    WHOLE_MODEL_SAVED,
    ZERO_GRAD_BEFORE_STEP,
    ZERO_GRAD_MISSING,
)
